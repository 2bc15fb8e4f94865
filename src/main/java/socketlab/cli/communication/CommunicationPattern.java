// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.communication;

import java.util.List;

/**
 * The lesson of a communication pattern: how a client hears of a result, whatever threads make it.
 *
 * @param id its name
 * @param sketch the picture in one line, for tables
 * @param picture client and server, time downwards
 * @param wire what is sent, and how often
 * @param server what the server keeps meanwhile
 * @param use when to use it
 * @param fails how it fails
 * @param measured experiments that show this, by their ids
 * @param tryIt shell commands that show it; they run as pasted in the project's folder
 * @param source where it is in the code, from the root of the project
 * @param seeAlso names of other entries
 */
public record CommunicationPattern(
    String id,
    String sketch,
    String picture,
    String wire,
    String server,
    String use,
    String fails,
    List<String> measured,
    String tryIt,
    String source,
    List<String> seeAlso) {}
