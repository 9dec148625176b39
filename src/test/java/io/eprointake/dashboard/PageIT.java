package io.eprointake.dashboard;

import com.microsoft.playwright.Page;
import io.eprointake.testing.Browser;
import io.eprointake.testing.RunningService;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageIT {
    @Test
    void it(@TempDir Path folder) {
        try (var service = RunningService.start(folder);
                var browser = Browser.start()) {
            Page page = browser.open();
            page.navigate("http://127.0.0.1:" + service.port() + "/");
            System.out.println("TITLE " + page.title() + " " + browser.complaints());
            System.out.println(Browser.hindrances(page));
        }
    }
}
