// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs the kernel's counters and sysctls for itself. It runs in a network namespace of
 * its own, which holds only its loopback interface, and in which it may write sysctls ({@link
 * TemporarySysctl}).
 *
 * <p>Maven runs the tag with {@code src/test/private-network/bin/java}. Where no such namespace can
 * be had the test is skipped with the reason, or fails if the environment variable {@code CI} is
 * {@code true}: all skipped must not look green.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("private-network")
@ExtendWith(PrivateNetworkExtension.class)
@Timeout(60)
public @interface PrivateNetwork {}
