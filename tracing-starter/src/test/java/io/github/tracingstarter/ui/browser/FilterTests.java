package io.github.tracingstarter.ui.browser;

import java.util.List;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A user filters the list of traces and does not know the fields.
 */
class FilterTests extends BrowsedShop {

	@BeforeEach
	void call() {
		this.http.get("/hello");
		this.http.get("/checkout");
		assertThat(rows()).hasCount(2);
	}

	@Test
	void fieldsAndValuesAreCompletedByTheKeyboardAlone() {
		this.page.keyboard().press("/");
		this.page.keyboard().type("sta");
		assertThat(options().first()).hasText("status");
		Accessibility.check(this.page);
		this.reader.screenshot("filter-completion");
		this.page.keyboard().press("ArrowDown");
		assertThat(filter()).hasAttribute("aria-activedescendant", "completion-0");
		this.page.keyboard().press("Enter");
		assertThat(filter()).hasValue("status:");
		assertThat(options()).containsText(new String[] { "200", "500" });
		this.page.keyboard().press("ArrowDown");
		this.page.keyboard().press("ArrowDown");
		this.page.keyboard().press("Enter");
		assertThat(filter()).hasValue("status:500 ");
		assertThat(options()).hasCount(0);
		assertThat(rows()).hasCount(1);
		assertThat(rows()).containsText("/checkout");
	}

	@Test
	void escapeClosesTheSuggestionsAndKeepsTheText() {
		filter().pressSequentially("meth");
		assertThat(options().first()).hasText("method");
		filter().press("Escape");
		assertThat(options()).hasCount(0);
		assertThat(filter()).hasValue("meth");
	}

	@Test
	void whatIsNotUnderstoodIsNamedAndWhatIsUnderstoodIsNot() {
		Locator problem = this.page.locator(".toolbar > .badge");
		for (String query : List.of("status>=200", "duration>=0ms", "sql<=5", "db.query.text:nothing OR /")) {
			filter().fill(query);
			assertThat(rows()).hasCount(2);
			assertThat(problem.filter(new Locator.FilterOptions().setHasText("is not"))).hasCount(0);
		}
		filter().fill("duration>=fast");
		assertThat(problem).hasText("duration: 'fast' is not a duration, such as 100ms");
		filter().fill("foo=bar");
		assertThat(problem).hasText("foo: no span has this field");
		filter().fill("");
		assertThat(problem).hasCount(0);
	}

	private Locator filter() {
		return this.page.locator("#filter");
	}

	private Locator options() {
		return this.page.locator("#completions > li");
	}

}
