// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What peers bring about is told, but not as often as they like. */
@Timeout(20)
class SeldomToldTest {
  @Test
  void aLineASecondAndHowManyWereLeftOut() {
    AtomicLong now = new AtomicLong(-5);
    List<String> said = new ArrayList<>();
    SeldomTold told = new SeldomTold(said::add, now::get);
    told.accept("a");
    told.accept("b");
    now.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
    told.accept("c");
    now.incrementAndGet();
    told.accept("d");
    now.addAndGet(TimeUnit.SECONDS.toNanos(5));
    told.accept("e");
    assertEquals(List.of("a", "d (and 2 such lines were left out)", "e"), said);
  }
}
