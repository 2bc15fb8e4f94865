package socketlab.cli;

public final class Lab {
  public static void main(String[] a) {
    System.out.println("hi");
  }
}
