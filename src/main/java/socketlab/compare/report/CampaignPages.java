// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import socketlab.compare.data.Campaign;
import socketlab.record.PastRun;

/** The pages of a campaign's folder, made from its {@code campaign.json} and {@code run.json}. */
public final class CampaignPages {
  private CampaignPages() {}

  /**
   * The same for the same two files, whenever and wherever they are made.
   *
   * @return the text by the file's name
   * @throws IOException in one line, when the folder has no campaign of this version
   */
  public static Map<String, String> of(Path folder) throws IOException {
    Campaign campaign = Campaign.read(folder);
    PastRun run = PastRun.read(folder);
    CampaignPage page = new CampaignPage(campaign, run);
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("README.md", page.markdown());
    pages.put("report.html", CampaignReport.of(campaign, run, page.warnings()).html());
    return pages;
  }
}
