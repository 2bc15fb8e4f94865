// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import socketlab.app.payments.PaymentLedger.Verdict;
import socketlab.app.route.FlatJson;
import socketlab.app.route.IdempotencyKey;
import socketlab.app.route.Origins;
import socketlab.app.route.Problem;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * {@code /payments} and {@code /accounts}: a request that must not happen twice, and may be asked
 * twice all the same. None of it blocks a thread: the answer is written when the log has it.
 */
public final class PaymentEndpoints implements RouteGroup {
  static final int MOST_BODY_BYTES = 4096;

  private static final String ACCOUNTS = "/accounts/";

  private final Payments payments;
  private final PaymentLimits limits;
  private final Origins origins;

  /**
   * @param origins whose pages may pay
   */
  public PaymentEndpoints(Payments payments, PaymentLimits limits, Origins origins) {
    this.payments = payments;
    this.limits = limits;
    this.origins = origins;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.glance("/payments", List.of(Method.POST), origins.guard(this::pay)),
        Route.under(ACCOUNTS, List.of(Method.GET), this::account));
  }

  private void account(Request request, Response response) {
    String account;
    try {
      account = Charge.account(request.path().substring(ACCOUNTS.length()));
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.NOT_FOUND, e.getMessage());
      return;
    }
    String json =
        "{\"account\":\"%s\",\"balance\":%d}\n".formatted(account, payments.balance(account));
    response
        .type(MediaType.JSON)
        .field("Cache-Control", "no-store")
        .send(Status.OK, json.getBytes(UTF_8));
  }

  private void pay(Request request, Response response) {
    if (request.bodyLength() > MOST_BODY_BYTES) {
      Problem.send(
          response,
          Status.CONTENT_TOO_LARGE,
          "a payment has at most " + MOST_BODY_BYTES + " bytes");
      return;
    }
    Charge charge;
    try {
      charge = charge(request);
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.BAD_REQUEST, e.getMessage());
      return;
    }
    payments.pay(charge, new Answering(response.later()));
  }

  private Charge charge(Request request) {
    Optional<String> key = IdempotencyKey.of(request);
    if (limits.requireKey() && key.isEmpty()) {
      throw new IllegalArgumentException(
          "this server wants an Idempotency-Key, so that asking again does not charge again");
    }
    FlatJson json = FlatJson.of(request, List.of("account", "amount"));
    return new Charge(
        Charge.account(json.text("account")),
        json.number("amount", 1, Charge.MOST_AMOUNT),
        key.orElse(null),
        key.isPresent()
            ? IdempotencyKey.print(request.body(), request.bodyOffset(), request.bodyLength())
            : null);
  }

  /** The answer, by whichever thread knows it. */
  private record Answering(Response response) implements Payments.Outcome {
    @Override
    public void paid(Payment payment, boolean again) {
      if (again) {
        response.field("Idempotency-Replayed", "true");
      }
      response.type(MediaType.JSON).send(Status.CREATED, (payment.json() + "\n").getBytes(UTF_8));
    }

    @Override
    public void refused(Verdict why) {
      switch (why) {
        case UNDER_WAY ->
            later(Status.CONFLICT, "the first request with this key is still under way; ask again");
        case OTHER_BODY ->
            Problem.send(
                response,
                Status.UNPROCESSABLE_CONTENT,
                "this key belongs to a request with another body; take a new key");
        case TOO_MUCH ->
            Problem.send(
                response,
                Status.UNPROCESSABLE_CONTENT,
                "the balance would be above " + Charge.MOST_BALANCE);
        case TOO_MANY_ACCOUNTS ->
            later(Status.SERVICE_UNAVAILABLE, "too many accounts; see lab serve --max-accounts");
        case TOO_MANY_KEYS ->
            later(
                Status.SERVICE_UNAVAILABLE,
                "too many payments are under way; see lab serve --max-keys");
        case NEW, DONE -> throw new IllegalStateException(why + " is no refusal");
      }
    }

    @Override
    public void failed(IOException why) {
      if (why == null) {
        later(Status.SERVICE_UNAVAILABLE, "too much waits for the disk; nothing was charged");
      } else {
        later(
            Status.INSUFFICIENT_STORAGE,
            "nothing was charged, since it cannot be written: " + why.getMessage());
      }
    }

    private void later(Status status, String detail) {
      response.field("Retry-After", "1");
      Problem.send(response, status, detail);
    }
  }
}
