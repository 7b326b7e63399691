package io.github.tracingstarter.ui.browser;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.testing.Waiting;
import io.github.tracingstarter.ui.store.TraceStore;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user does to find out who changed what, and to undo it.
 */
class SettingsPageTests extends BrowsedShop {

	private static final String PROBABILITY = "tracing.sampling.probability";

	@Autowired
	private Changes changes;

	@Autowired
	private TraceStore store;

	@Test
	void changesAreListedWithWhoMadeThemAndUndoneByNumber() {
		this.page = this.reader.open("#/settings");
		assertThat(this.page.getByLabel("Configuration")).isVisible();
		assertThat(history()).hasCount(0);
		this.changes.apply(Map.of(PROBABILITY, "0.25"), "ann (Actuator)", Duration.ofMinutes(10));
		this.changes.apply(Map.of("tracing.rules", "[{path: /a, drop: true}]"), "<b>the file</b>");
		assertThat(history()).hasCount(2);
		Locator first = history().nth(1);
		assertThat(first).containsText("by ann (Actuator)");
		assertThat(first).containsText("tracing.sampling.probability 1.0 to 0.25");
		assertThat(first).containsText("ends in");
		assertThat(history().first()).containsText("by <b>the file</b>");
		assertThat(history().first()).containsText("\"path\": \"/a\"");
		first.scrollIntoViewIfNeeded();
		this.reader.screenshot("settings-history");
		Accessibility.check(this.page);
		first.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Undo")).focus();
		this.page.keyboard().press("Enter");
		assertThat(history()).hasCount(3);
		assertThat(this.page.locator("#toasts")).containsText("Change 1 is undone");
		assertThat(history().first()).containsText("by the page, undoing change 1");
		assertThat(history().nth(2).getByRole(AriaRole.BUTTON)).hasCount(0);
		assertThat(this.changes.get(PROBABILITY, null).value()).isEqualTo("1.0");
		assertThat(this.changes.get("tracing.rules", null).value()).contains("/a");
	}

	@Test
	void whatASettingWouldKeepIsShownBeforeItIsApplied() {
		this.http.get("/nothing-here");
		Waiting.await(() -> this.store.stats().traces() > 0, () -> "a stored trace");
		this.page = this.reader.open("#/settings");
		type("tracing.sampling.keep.slower-than", "0ms");
		assertThat(preview()).containsText(Pattern.compile("^[1-9]\\d* of the last [1-9]"));
		assertThat(preview()).containsText("would be kept if sampling had not chosen them.");
		assertThat(preview().locator("a").first()).isVisible();
		this.page.keyboard().press("Escape");
		type("tracing.sampling.target", "5/s");
		assertThat(preview()).hasText("Which traces are recorded depends on how many there will be.");
		assertThat(this.changes.get("tracing.sampling.target", null).value()).isEmpty();
		Accessibility.check(this.page);
	}

	private void type(String key, String value) {
		this.page.getByLabel(key, new Page.GetByLabelOptions().setExact(true)).fill(value);
	}

	private Locator preview() {
		return this.page.locator(".config .preview");
	}

	private Locator history() {
		return this.page.locator(".history > li");
	}

}
