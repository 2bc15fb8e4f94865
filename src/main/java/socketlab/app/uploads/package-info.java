// SPDX-License-Identifier: Apache-2.0

/**
 * Request-response with bodies that are too long to be kept: an image in one request, and uploads
 * that go on where they broke off, by the tus protocol 1.0.0
 * (https://tus.io/protocols/resumable-upload). What was uploaded is given back, by ranges where one
 * asks for them. Read {@link socketlab.app.uploads.TusEndpoints} first.
 */
package socketlab.app.uploads;
