package io.github.tracingstarter.ui.browser;

import java.util.List;

import com.example.shop.Shop;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.tracingstarter.testing.Chromium;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Somebody who filters the list of traces and does not know the fields.
 */
@TestInstance(Lifecycle.PER_CLASS)
@DirtiesContext
@SpringBootTest(classes = Shop.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "tracing.ui.enabled=true", "tracing.exporters=none", "spring.application.name=shop",
				"spring.datasource.url=jdbc:h2:mem:filter", "spring.jpa.open-in-view=false" })
class FilterTests {

	@LocalServerPort
	private int port;

	@Autowired
	private TraceStore store;

	private @Nullable Chromium chromium;

	private Reader reader;

	private Page page;

	@BeforeAll
	void start() {
		this.chromium = Chromium.start();
		// What the application did when it started.
		this.store.clear();
		Http http = new Http(this.port);
		http.get("/hello");
		http.get("/checkout");
	}

	@AfterAll
	void stop() {
		if (this.chromium != null) {
			this.chromium.close();
		}
	}

	@BeforeEach
	void open() {
		this.reader = new Reader(this.chromium, "http://localhost:" + this.port + "/tracing/");
		this.page = this.reader.open("#/traces");
		assertThat(rows()).hasCount(2);
	}

	@AfterEach
	void close() {
		this.reader.close();
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

	private Locator rows() {
		return this.page.locator(".list-row[id]:visible");
	}

}
