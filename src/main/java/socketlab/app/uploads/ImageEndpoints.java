// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import java.util.List;
import java.util.Optional;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.app.uploads.store.Refusal;
import socketlab.app.uploads.store.StoredUpload;
import socketlab.app.uploads.store.UploadStore;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** {@code /images}: an upload in one request, and what it is when it comes back. */
final class ImageEndpoints {
  static final String PATH = "/images/";

  private static final Refusal NONE = new Refusal(Status.NOT_FOUND, "there is no such image");

  private final UploadStore store;
  private final HttpHandler create;

  ImageEndpoints(UploadStore store, Origins origins) {
    this.store = store;
    create = origins.guard(this::create);
  }

  List<Route> routes() {
    return List.of(
        Route.streaming("/images", false, List.of(Method.POST), List.of(), create),
        Route.under(PATH, List.of(Method.GET), this::get));
  }

  private void create(Request request, Response response) {
    if (request.contentLength() > store.limits().bytes()) {
      UploadBody.send(Refusal.tooLarge(store.limits()), response);
      return;
    }
    boolean streamed = request.isStreamed();
    ImageBody body = new ImageBody(response.later(), streamed ? request.waker() : null, store);
    if (streamed) {
      request.receive(body);
    } else {
      body.whole(request.body(), request.bodyOffset(), request.bodyLength());
    }
  }

  private void get(Request request, Response response) {
    String id = request.path().substring(PATH.length());
    Optional<StoredUpload> image = store.find(id).filter(one -> !one.info().type().isEmpty());
    if (image.isPresent()) {
      FileAnswer.send(image.get(), request, response);
    } else {
      UploadBody.send(store.isDeleted(id) ? Refusal.GONE : NONE, response);
    }
  }
}
