// SPDX-License-Identifier: Apache-2.0
package socketlab.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
  @ParameterizedTest
  @CsvSource({
    "Intel(R) Xeon(R) Processor, 2, intel-xeon-2cpu",
    "Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz, 8, intel-xeon-platinum-8370c-8cpu",
    "AMD EPYC 7763 64-Core Processor, 4, amd-epyc-7763-4cpu",
    "AMD Ryzen 7 5800U with Radeon Graphics, 16, amd-ryzen-7-5800u-16cpu",
    "arm 0x41 0xd0c, 4, arm-0x41-0xd0c-4cpu",
    "??, 1, unknown-1cpu",
  })
  void theNameIsTheModelAndTheNumberOfCpus(String cpu, int cpus, String name) {
    assertEquals(name, new Machine(cpu, cpus, "no", "", List.of(), Map.of()).name());
  }

  @Test
  void x86TellsItsModelAndWhetherItIsAGuest() {
    List<String> cpuinfo =
        List.of("processor\t: 0", "model name\t: AMD EPYC 7763", "flags\t\t: fpu hypervisor sse");
    assertEquals("AMD EPYC 7763", Machine.cpuModel(cpuinfo));
    assertEquals("yes", Machine.virtual(cpuinfo));
    assertEquals("no", Machine.virtual(List.of("flags\t\t: fpu sse")));
  }

  @Test
  void armTellsNumbersAndNothingOfGuests() {
    List<String> cpuinfo = List.of("CPU implementer\t: 0x41", "CPU part\t: 0xd0c");
    assertEquals("arm 0x41 0xd0c", Machine.cpuModel(cpuinfo));
    assertEquals("unknown", Machine.virtual(cpuinfo));
  }

  @Test
  void ofTheKernelsCommandLineOnlyWhatDecidesSpeedIsKept() {
    assertEquals(
        List.of("mitigations=off", "nosmt", "isolcpus=1-3"),
        Machine.kernelParameters(
            "BOOT_IMAGE=/boot/vmlinuz root=UUID=1 mitigations=off nosmt console=ttyS0 isolcpus=1-3"
                + " -- nosmt --secret"));
    assertEquals(List.of(), Machine.kernelParameters(""));
  }
}
