package io.github.tracingstarter.ui.browser;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.github.tracingstarter.control.Changes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * If there is nothing to see, the page says why and what to do. The store is so small
 * that traces are evicted.
 */
@TestPropertySource(properties = { "tracing.ui.store.max-size=200KB", "tracing.annotations.enabled=false",
		"tracing.global.enabled=false", "tracing.redis.enabled=false" })
class EmptyStateTests extends BrowsedShop {

	private static final List<String> KEYS = List.of("tracing.sampling.probability", "tracing.web.exclude",
			"tracing.web.enabled");

	@Autowired
	private Changes changes;

	private final Set<String> changed = new HashSet<>();

	@AfterEach
	void undo() {
		Map<String, @Nullable String> originals = new HashMap<>();
		for (String key : this.changed) {
			originals.put(key, this.changes.original(this.changes.get(key, null)));
		}
		this.changed.clear();
		if (!originals.isEmpty()) {
			this.changes.apply(originals, "test");
		}
	}

	private void change(Map<String, @Nullable String> values) {
		this.changed.addAll(values.keySet());
		this.changes.apply(values, "test");
	}

	@Test
	void theCommandWorksAsItIs() {
		assertThat(this.page.getByText("No traces yet")).isVisible();
		this.page.getByLabel("Copy command").or(this.page.getByTitle("Copy command")).click();
		String command = (String) this.page.evaluate("navigator.clipboard.readText()");
		assertThat(command).isEqualTo("curl 'http://localhost:%d/hello'".formatted(this.port));
		assertThat(this.page.locator(".command code")).hasText(command);
		Accessibility.check(this.page);
		this.http.get("/hello");
		assertThat(rows()).hasCount(1);
	}

	@Test
	void thePartThatHidesAllIsRemovedByOneClick() {
		this.http.get("/hello");
		this.http.get("/checkout");
		assertThat(rows()).hasCount(2);
		this.page.locator("#filter").fill("path:/hello sql>100 -path:/none");
		Locator remove = this.page.locator(".list-empty").getByRole(AriaRole.BUTTON);
		assertThat(remove).hasText(new String[] { "Remove sql>100", "Clear the filter" });
		assertThat(this.page.locator(".list-empty")).containsText("The filter hides 2 traces.");
		assertThat(this.page.locator(".list-empty")).containsText("shows 1 trace");
		this.reader.screenshot("empty-none-matches");
		Accessibility.check(this.page);
		remove.first().focus();
		this.page.keyboard().press("Enter");
		assertThat(rows()).hasCount(1);
		assertThat(this.page.locator("#filter")).hasValue("path:/hello -path:/none");
		this.page.locator("#filter").fill("sql>100 OR nothing-of-the-kind");
		assertThat(remove).hasText(new String[] { "Clear the filter" });
	}

	@Test
	void theChosenPartOfTheChartMayHideAll() {
		this.http.get("/hello");
		assertThat(rows()).hasCount(1);
		this.reader.open("#/traces?q=path%3A%2Fhello&from=1&to=2");
		Locator remove = this.page.locator(".list-empty").getByRole(AriaRole.BUTTON);
		assertThat(remove).hasText(new String[] { "Remove the chosen part of the chart", "Clear the filter" });
		remove.first().click();
		assertThat(rows()).hasCount(1);
		assertThat(this.page.locator("#filter")).hasValue("path:/hello");
	}

	@Test
	void samplingOfNothingNamesTheSetting() {
		change(Map.of(KEYS.get(0), "0"));
		this.http.get("/hello");
		this.page.reload();
		assertThat(this.page.getByText("Sampling is 0 %")).isVisible();
		assertThat(this.page.locator(".list-empty code"))
			.hasText(Pattern.compile("tracing.sampling.probability=0(\\.0)?"));
		this.reader.screenshot("empty-sampling");
		Accessibility.check(this.page);
		this.page.getByText("Change the sampling").click();
		assertThat(this.page).hasURL(Pattern.compile(".*#/settings"));
	}

	@Test
	void whatIsExcludedIsSaid() {
		change(Map.of(KEYS.get(1), "/hello"));
		this.http.get("/hello");
		this.page.reload();
		assertThat(this.page.locator(".list-empty")).containsText("Not traced, by tracing.web.exclude: /hello");
	}

	@Test
	void instrumentationsThatAreOffAreSaid() {
		change(Map.of(KEYS.get(2), "false"));
		this.page.reload();
		assertThat(this.page.getByText("Requests are not traced")).isVisible();
		assertThat(this.page.locator(".list-empty code")).hasText("tracing.web.enabled=false");
		Accessibility.check(this.page);
		@SuppressWarnings("unchecked")
		List<String> others = (List<String>) this.page.evaluate(
				"""
						async () => {
							const { items, instrumentations } = await (await fetch('api/v1/config')).json();
							return instrumentations.filter((it) => it.present && it.on && items.find(({ key }) => key === it.key)?.mutable).map((it) => it.key);
						}""");
		change(others.stream().distinct().collect(Collectors.toMap((key) -> key, (key) -> "false")));
		this.page.reload();
		assertThat(this.page.getByText("All instrumentations are off")).isVisible();
		this.reader.screenshot("empty-all-off");
		Accessibility.check(this.page);
	}

	@Test
	void anEvictedTraceSaysWhatTookItsPlace() {
		this.http.get("/hello");
		String first = row("/hello").locator("a").getAttribute("href");
		for (int i = 0; i < 20; i++) {
			this.http.get("/customers/orders");
		}
		this.reader.open(first);
		Locator main = this.page.locator("main");
		assertThat(main).containsText("This trace is not stored");
		assertThat(main)
			.containsText(Pattern.compile("[1-9]\\d* older traces have made room for the \\d+ that are stored"));
		assertThat(main).containsText("tracing.ui.store.max-size allows 200 KB");
		this.reader.screenshot("empty-evicted");
		Accessibility.check(this.page);
		this.page.getByText("All traces").click();
		assertThat(rows().first()).isVisible();
		this.reader.expect("404");
	}

}
