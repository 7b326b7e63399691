package io.github.tracingstarter.ui.browser;

import java.nio.file.Path;
import java.util.regex.Pattern;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A user wants to know why a request was slow.
 */
class SlowTraceTests extends BrowsedShop {

	@Test
	void aGapShowsTheMethodThatRanThere() {
		this.http.get("/stocktaking");
		row("/stocktaking").click();
		Locator banner = this.page.locator(".banner", new Page.LocatorOptions().setHasText("The application ran for"));
		assertThat(banner).containsText("countEachShelf");
		assertThat(banner.locator(".mono")).hasText(Pattern.compile("Shop\\.java:\\d+"));
		banner.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Show")).click();
		Locator site = this.page.locator(".pane .samples > li").first();
		assertThat(site).containsText("countEachShelf");
		assertThat(this.page.locator(".pane")).containsText("Sampled every 20 ms, from +1");
		// With the keyboard.
		site.locator("summary").first().focus();
		this.page.keyboard().press("Enter");
		assertThat(site.locator(".stack .app").first()).containsText("countEachShelf");
		assertThat(site.locator(".stack")).containsText("framework frame");
		Accessibility.check(this.page);
		String hash = this.page.url().substring(this.page.url().indexOf('#'));
		inEveryLook("stacks", hash, (page) -> {
			page.locator(".samples summary").first().click();
			assertThat(page.locator(".samples .stack .app").first()).isVisible();
		});
	}

	@Test
	void theStacksAreInTheFileThatIsPassedOn(@TempDir Path folder) {
		this.http.get("/stocktaking");
		row("/stocktaking").click();
		this.page.getByText("Share", new Page.GetByTextOptions().setExact(true)).click();
		Download download = this.page.waitForDownload(() -> this.page.getByText("HTML file").click());
		Path file = folder.resolve("trace.html");
		download.saveAs(file);
		Page offline = this.reader.context().newPage();
		offline.navigate(file.toUri().toString());
		offline.locator(".wf-row[id]").first().click();
		assertThat(offline.locator(".pane .samples")).containsText("countEachShelf");
	}

	@Test
	void aFastRequestHasNone() {
		this.http.get("/hello");
		row("/hello").click();
		spans().first().click();
		assertThat(this.page.locator(".pane h2")).containsText("/hello");
		assertThat(this.page.locator(".pane .samples")).hasCount(0);
	}

}
