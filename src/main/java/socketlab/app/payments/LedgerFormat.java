// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import socketlab.app.payments.PaymentLedger.Done;

/** The two records of the payments' log as bytes: a charge, and a checkpoint. */
final class LedgerFormat {
  private static final int CHARGE = 1;
  private static final int CHECKPOINT = 2;
  private static final int PRINT_BYTES = 32;

  private LedgerFormat() {}

  /** Writes into memory, which does not fail. */
  private interface Body {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(int kind, Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(kind);
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] bytes(Charge charge) {
    return bytes(
        CHARGE,
        out -> {
          out.writeUTF(charge.account());
          out.writeLong(charge.amount());
          out.writeBoolean(charge.key() != null);
          if (charge.key() != null) {
            out.writeUTF(charge.key());
            out.write(charge.print());
          }
        });
  }

  static byte[] bytes(Checkpoint checkpoint) {
    return bytes(
        CHECKPOINT,
        out -> {
          out.writeLong(checkpoint.asOf());
          out.writeInt(checkpoint.balances().size());
          for (Map.Entry<String, Long> account : checkpoint.balances().entrySet()) {
            out.writeUTF(account.getKey());
            out.writeLong(account.getValue());
          }
          out.writeInt(checkpoint.keys().size());
          for (Map.Entry<String, Done> key : checkpoint.keys().entrySet()) {
            out.writeUTF(key.getKey());
            out.write(key.getValue().print());
            out.writeLong(key.getValue().millis());
            write(key.getValue().payment(), out);
          }
        });
  }

  private static void write(Payment payment, DataOutputStream out) throws IOException {
    out.writeLong(payment.offset());
    out.writeUTF(payment.account());
    out.writeLong(payment.amount());
    out.writeLong(payment.balance());
  }

  static boolean isCheckpoint(byte[] record) {
    return record.length > 0 && record[0] == CHECKPOINT;
  }

  static Charge charge(byte[] record) throws IOException {
    DataInputStream in = in(record, CHARGE);
    String account = in.readUTF();
    long amount = in.readLong();
    boolean hasKey = in.readBoolean();
    return new Charge(
        account, amount, hasKey ? in.readUTF() : null, hasKey ? in.readNBytes(PRINT_BYTES) : null);
  }

  static Checkpoint checkpoint(byte[] record) throws IOException {
    DataInputStream in = in(record, CHECKPOINT);
    long asOf = in.readLong();
    Map<String, Long> balances = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      balances.put(in.readUTF(), in.readLong());
    }
    Map<String, Done> keys = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String key = in.readUTF();
      byte[] print = in.readNBytes(PRINT_BYTES);
      long millis = in.readLong();
      Payment payment = new Payment(in.readLong(), in.readUTF(), in.readLong(), in.readLong());
      keys.put(key, new Done(print, payment, millis));
    }
    return new Checkpoint(asOf, balances, keys);
  }

  private static DataInputStream in(byte[] record, int kind) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(record));
    if (in.readByte() != kind) {
      throw new IOException("the payments' log has a record of another kind; is it another log?");
    }
    return in;
  }
}
