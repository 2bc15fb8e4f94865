// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What all payments so far come to: balances, and the keys that are remembered. In memory; whoever
 * holds the log makes it. Thread-safe.
 */
final class PaymentLedger {
  /** What may become of a charge. */
  enum Verdict {
    /** It may be written; {@link #apply} or {@link #drop} has to follow. */
    NEW,
    /** Its key is known, and so is its answer. */
    DONE,
    /** Its key is known, and its answer is still to come. */
    UNDER_WAY,
    /** Its key is known, and stands for another request. */
    OTHER_BODY,
    TOO_MUCH,
    TOO_MANY_ACCOUNTS,
    TOO_MANY_KEYS
  }

  /** A key and what it stands for. */
  record Done(byte[] print, Payment payment, long millis) {}

  private static final class Account {
    long balance;

    /** With what is under way. */
    long promised;
  }

  private final PaymentLimits limits;
  private final Map<String, Account> accounts = new HashMap<>();
  private final Map<String, byte[]> underWay = new HashMap<>();

  /** In the order of their payments. */
  private final Map<String, Done> done = new LinkedHashMap<>();

  /** Behind the last record that is in here. */
  private long asOf;

  PaymentLedger(PaymentLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes on a charge, or says why not.
   *
   * @param millis now, since 1970
   */
  synchronized Verdict begin(Charge charge, long millis) {
    if (charge.key() != null) {
      forgetOld(millis);
      Done known = done.get(charge.key());
      byte[] print = known != null ? known.print() : underWay.get(charge.key());
      if (print != null && !Arrays.equals(print, charge.print())) {
        return Verdict.OTHER_BODY;
      }
      if (print != null) {
        return known != null ? Verdict.DONE : Verdict.UNDER_WAY;
      }
      if (underWay.size() >= limits.keys()) {
        return Verdict.TOO_MANY_KEYS;
      }
    }
    Account account = accounts.get(charge.account());
    if (account == null) {
      if (accounts.size() >= limits.accounts()) {
        return Verdict.TOO_MANY_ACCOUNTS;
      }
      account = new Account();
      accounts.put(charge.account(), account);
    }
    if (account.promised > Charge.MOST_BALANCE - charge.amount()) {
      return Verdict.TOO_MUCH;
    }
    account.promised += charge.amount();
    if (charge.key() != null) {
      underWay.put(charge.key(), charge.print());
    }
    return Verdict.NEW;
  }

  /** Carries out a charge that {@link #begin} took on and that is written. */
  synchronized Payment apply(Charge charge, long offset, long millis) {
    Account account = accounts.get(charge.account());
    account.balance += charge.amount();
    asOf = offset + 1;
    Payment payment = new Payment(offset, charge.account(), charge.amount(), account.balance);
    if (charge.key() != null) {
      underWay.remove(charge.key());
      put(charge.key(), new Done(charge.print(), payment, millis));
    }
    return payment;
  }

  /** Likewise, of one that was written before this server began, and need not fit its limits. */
  synchronized void replay(Charge charge, long offset, long millis) {
    accounts.computeIfAbsent(charge.account(), _ -> new Account()).promised += charge.amount();
    apply(charge, offset, millis);
  }

  /** Forgets a charge that {@link #begin} took on and that could not be written. */
  synchronized void drop(Charge charge) {
    Account account = accounts.get(charge.account());
    account.promised -= charge.amount();
    if (account.promised == 0) {
      accounts.remove(charge.account());
    }
    if (charge.key() != null) {
      underWay.remove(charge.key());
    }
  }

  private void put(String key, Done what) {
    done.remove(key);
    done.put(key, what);
    if (done.size() > limits.keys()) {
      done.remove(done.keySet().iterator().next());
    }
  }

  private void forgetOld(long millis) {
    var oldest = done.values().iterator();
    while (oldest.hasNext() && millis - oldest.next().millis() > limits.keyMillis()) {
      oldest.remove();
    }
  }

  synchronized Optional<Payment> answer(String key) {
    return Optional.ofNullable(done.get(key)).map(Done::payment);
  }

  /** What was paid to an account; 0 when nothing was. */
  synchronized long balance(String account) {
    Account known = accounts.get(account);
    return known == null ? 0 : known.balance;
  }

  synchronized long asOf() {
    return asOf;
  }

  /** All of it, and behind which record. */
  synchronized Checkpoint checkpoint() {
    Map<String, Long> balances = new HashMap<>();
    accounts.forEach((name, account) -> balances.put(name, account.balance));
    return new Checkpoint(asOf, balances, new LinkedHashMap<>(done));
  }

  /** Begins with that; nothing is in here yet. */
  synchronized void restore(Checkpoint checkpoint) {
    checkpoint
        .balances()
        .forEach(
            (name, balance) -> {
              Account account = new Account();
              account.balance = balance;
              account.promised = balance;
              accounts.put(name, account);
            });
    checkpoint.keys().forEach(this::put);
    asOf = checkpoint.asOf();
  }
}
