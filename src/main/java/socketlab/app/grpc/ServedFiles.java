// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The definitions of what is served, by the names of the files and of what they define. */
final class ServedFiles {
  private final Map<String, FileDescriptorProto> byName = new HashMap<>();
  private final Map<String, FileDescriptorProto> bySymbol = new HashMap<>();

  ServedFiles(List<FileDescriptorProto> files) {
    for (FileDescriptorProto file : files) {
      byName.put(file.getName(), file);
      String prefix = file.getPackage() + ".";
      for (ServiceDescriptorProto service : file.getServiceList()) {
        bySymbol.put(prefix + service.getName(), file);
        for (MethodDescriptorProto method : service.getMethodList()) {
          bySymbol.put(prefix + service.getName() + "." + method.getName(), file);
        }
      }
      file.getMessageTypeList().forEach(message -> addMessage(prefix, message, file));
      file.getEnumTypeList().forEach(one -> bySymbol.put(prefix + one.getName(), file));
    }
  }

  private void addMessage(String prefix, DescriptorProto message, FileDescriptorProto file) {
    String name = prefix + message.getName();
    bySymbol.put(name, file);
    String inside = name + ".";
    for (FieldDescriptorProto field : message.getFieldList()) {
      bySymbol.put(inside + field.getName(), file);
    }
    for (EnumDescriptorProto one : message.getEnumTypeList()) {
      bySymbol.put(inside + one.getName(), file);
    }
    message.getNestedTypeList().forEach(nested -> addMessage(inside, nested, file));
  }

  /** The file of this name and what it imports, itself first; empty when there is none. */
  List<ByteString> named(String name) {
    FileDescriptorProto file = byName.get(name);
    return file == null ? List.of() : withImports(file);
  }

  /** Likewise, of the file that defines this. */
  List<ByteString> defining(String symbol) {
    FileDescriptorProto file = bySymbol.get(symbol);
    return file == null ? List.of() : withImports(file);
  }

  /** True for a message that is defined here. */
  boolean isMessage(String name) {
    FileDescriptorProto file = bySymbol.get(name);
    return file != null
        && file.getMessageTypeList().stream()
            .anyMatch(message -> name.equals(file.getPackage() + "." + message.getName()));
  }

  private List<ByteString> withImports(FileDescriptorProto file) {
    Set<String> names = new LinkedHashSet<>();
    addImports(file, names);
    List<ByteString> files = new ArrayList<>();
    names.forEach(name -> files.add(byName.get(name).toByteString()));
    return files;
  }

  private void addImports(FileDescriptorProto file, Set<String> names) {
    if (names.add(file.getName())) {
      file.getDependencyList().forEach(name -> addImports(byName.get(name), names));
    }
  }

  /**
   * The same definitions in another package, as old versions of a service are.
   *
   * @param file imports nothing
   */
  static FileDescriptorProto moved(FileDescriptorProto file, String name, String toPackage) {
    String from = "." + file.getPackage() + ".";
    String to = "." + toPackage + ".";
    FileDescriptorProto.Builder moved =
        file.toBuilder().setName(name).setPackage(toPackage).clearOptions();
    for (DescriptorProto.Builder message : moved.getMessageTypeBuilderList()) {
      for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
        field.setTypeName(field.getTypeName().replace(from, to));
        if (field.getTypeName().isEmpty()) {
          field.clearTypeName();
        }
      }
    }
    for (ServiceDescriptorProto.Builder service : moved.getServiceBuilderList()) {
      for (MethodDescriptorProto.Builder method : service.getMethodBuilderList()) {
        method.setInputType(method.getInputType().replace(from, to));
        method.setOutputType(method.getOutputType().replace(from, to));
      }
    }
    return moved.build();
  }
}
