// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.List;
import java.util.Map;
import socketlab.app.grpc.message.EmptyProto;
import socketlab.app.grpc.message.ErrorResponse;
import socketlab.app.grpc.message.ExtensionNumberResponse;
import socketlab.app.grpc.message.FileDescriptorResponse;
import socketlab.app.grpc.message.HealthProto;
import socketlab.app.grpc.message.ListServiceResponse;
import socketlab.app.grpc.message.ReflectionProto;
import socketlab.app.grpc.message.ServerReflectionRequest;
import socketlab.app.grpc.message.ServerReflectionResponse;
import socketlab.app.grpc.message.ServiceResponse;
import socketlab.app.grpc.message.TestMessagesProto;
import socketlab.app.grpc.message.TestServiceProto;
import socketlab.protocol.grpc.CallListener;
import socketlab.protocol.grpc.GrpcCall;
import socketlab.protocol.grpc.GrpcService;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;

/**
 * {@code grpc.reflection.v1.ServerReflection}, and {@code v1alpha}, whose messages are the same:
 * what is served here, for tools such as grpcurl.
 */
final class ReflectionService {
  static final String NAME = "grpc.reflection.v1.ServerReflection";
  static final String OLD_NAME = "grpc.reflection.v1alpha.ServerReflection";

  private final List<String> services;

  /** Made by the first who asks; guarded by this. */
  private ServedFiles files;

  /**
   * @param services all their names, these two among them
   */
  ReflectionService(List<String> services) {
    this.services = services;
  }

  GrpcService service(String name) {
    return new GrpcService(name, Map.of("ServerReflectionInfo", Questions::new));
  }

  private synchronized ServedFiles files() {
    if (files == null) {
      FileDescriptorProto reflection = ReflectionProto.getDescriptor().toProto();
      files =
          new ServedFiles(
              List.of(
                  EmptyProto.getDescriptor().toProto(),
                  TestMessagesProto.getDescriptor().toProto(),
                  TestServiceProto.getDescriptor().toProto(),
                  HealthProto.getDescriptor().toProto(),
                  reflection,
                  ServedFiles.moved(
                      reflection,
                      "grpc/reflection/v1alpha/reflection.proto",
                      "grpc.reflection.v1alpha")));
    }
    return files;
  }

  private ServerReflectionResponse answer(ServerReflectionRequest request) {
    ServerReflectionResponse.Builder response =
        ServerReflectionResponse.newBuilder()
            .setValidHost(request.getHost())
            .setOriginalRequest(request);
    switch (request.getMessageRequestCase()) {
      case LIST_SERVICES -> response.setListServicesResponse(list());
      case FILE_BY_FILENAME -> files(files().named(request.getFileByFilename()), response);
      case FILE_CONTAINING_SYMBOL ->
          files(files().defining(request.getFileContainingSymbol()), response);
      case FILE_CONTAINING_EXTENSION -> files(List.of(), response);
      case ALL_EXTENSION_NUMBERS_OF_TYPE -> extensions(request, response);
      case MESSAGEREQUEST_NOT_SET ->
          fail(GrpcCode.INVALID_ARGUMENT, "the request asks for nothing that is known", response);
    }
    return response.build();
  }

  private ListServiceResponse list() {
    ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
    services.forEach(name -> list.addService(ServiceResponse.newBuilder().setName(name)));
    return list.build();
  }

  private static void files(List<ByteString> found, ServerReflectionResponse.Builder response) {
    if (found.isEmpty()) {
      fail(GrpcCode.NOT_FOUND, "nothing of this name is served here", response);
    } else {
      response.setFileDescriptorResponse(
          FileDescriptorResponse.newBuilder().addAllFileDescriptorProto(found));
    }
  }

  /** No message here has extensions. */
  private void extensions(
      ServerReflectionRequest request, ServerReflectionResponse.Builder response) {
    String type = request.getAllExtensionNumbersOfType();
    if (files().isMessage(type)) {
      response.setAllExtensionNumbersResponse(
          ExtensionNumberResponse.newBuilder().setBaseTypeName(type));
    } else {
      fail(GrpcCode.NOT_FOUND, "no message of this name is served here", response);
    }
  }

  private static void fail(
      GrpcCode code, String message, ServerReflectionResponse.Builder response) {
    response.setErrorResponse(
        ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage(message));
  }

  /** A stream of questions, each answered as it comes. */
  private final class Questions implements CallListener {
    private final GrpcCall call;

    Questions(GrpcCall call) {
      this.call = call;
    }

    @Override
    public void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError {
      call.send(
          answer(Messages.parse(ServerReflectionRequest.parser(), bytes, from, length))
              .toByteArray());
    }

    @Override
    public void ended() {
      call.end(GrpcStatus.OK);
    }

    @Override
    public void stopping() {
      call.end(new GrpcStatus(GrpcCode.UNAVAILABLE, "the server stops"));
    }
  }
}
