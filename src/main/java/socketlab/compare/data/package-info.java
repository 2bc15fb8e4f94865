// SPDX-License-Identifier: Apache-2.0

/**
 * What a campaign leaves behind, as records: {@code campaign.json} is their image, component by
 * component, and its shape is {@code docs/schema/campaign.json}. Pages and charts are made from
 * these and from nothing else.
 */
package socketlab.compare.data;
