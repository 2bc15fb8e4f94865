// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a feature can be used here and, if not, why: a value to print or to decide by, not an
 * exception.
 *
 * @param cause empty when available; otherwise one line: the reason, and what to do about it
 */
public record Availability(Optional<String> cause) {

  private static final Availability YES = new Availability(Optional.empty());

  /** The feature can be used. */
  public static Availability yes() {
    return YES;
  }

  /** The feature cannot be used, because of {@code cause}. */
  public static Availability no(String cause) {
    return new Availability(Optional.of(cause));
  }

  /**
   * Tries {@code call} and tells what came of it.
   *
   * @param call a harmless use of the feature; a {@link NativeException} or {@link
   *     UnsupportedOperationException} it throws becomes the cause
   */
  public static Availability ofTrying(Runnable call) {
    try {
      call.run();
      return yes();
    } catch (NativeException | UnsupportedOperationException e) {
      return no(e.getMessage());
    }
  }

  public boolean isAvailable() {
    return cause.isEmpty();
  }

  /** This, when unavailable; otherwise {@code next}, which is asked only then. */
  public Availability and(Supplier<Availability> next) {
    return isAvailable() ? next.get() : this;
  }

  /**
   * Returns when available.
   *
   * @throws UnsupportedOperationException with the cause, when not
   */
  public void require() {
    if (!isAvailable()) {
      throw new UnsupportedOperationException(cause.get());
    }
  }

  /** {@code available}, or {@code unavailable: } and the cause. */
  @Override
  public String toString() {
    return cause.map(c -> "unavailable: " + c).orElse("available");
  }
}
