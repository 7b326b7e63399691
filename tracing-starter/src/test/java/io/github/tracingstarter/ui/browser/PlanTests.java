package io.github.tracingstarter.ui.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Plans of statements, requested on the page.
 */
@TestPropertySource(properties = "tracing.jdbc.explain=true")
class PlanTests extends BrowsedShop {

	@Test
	void aPlanIsShownBelowItsStatement() {
		this.http.get("/customers/orders");
		row("/customers/orders").click();
		span("SELECT customers").click();
		Locator pane = this.page.locator(".pane");
		pane.getByRole(AriaRole.BUTTON, exactly("Explain")).click();
		assertThat(pane.locator(".plan .code")).containsText("/* PUBLIC.CUSTOMERS.tableScan */");
		assertThat(pane.locator(".plan-remark")).hasText("The plan of H2, which does not depend on the values.");
		inBothThemes("plan");
		span("/customers/orders").click();
		assertThat(pane.locator("h2")).containsText("/customers/orders");
		assertThat(pane.locator(".plan")).hasCount(0);
		span("SELECT customers").click();
		assertThat(pane.locator(".plan .code")).containsText("tableScan");
		this.page.reload();
		assertThat(pane.getByRole(AriaRole.BUTTON, exactly("Explain"))).isEnabled();
		assertThat(pane.locator(".plan")).hasCount(0);
	}

	@Test
	void whereThereIsNoneThePageSaysWhy() {
		new OtlpTraces().span(1, 1, 0, "GET /orders", 0, 100_000, "http.route", "/orders")
			.span(1, 2, 1, "SELECT orders", 10_000, 80_000, "db.system.name", "h2database", "db.query.text",
					"SELECT * FROM orders")
			.send(this.port);
		row("/orders").click();
		span("SELECT orders").click();
		Locator pane = this.page.locator(".pane");
		pane.getByRole(AriaRole.BUTTON, exactly("Explain")).click();
		assertThat(pane.locator(".plan-remark")).hasText("Another application ran this statement.");
		assertThat(pane.locator(".plan")).hasCount(0);
		inBothThemes("no-plan");
	}

	private void inBothThemes(String name) {
		this.reader.screenshot(name + "-1");
		Accessibility.check(this.page);
		this.page.keyboard().press("t");
		this.reader.screenshot(name + "-2");
		Accessibility.check(this.page);
		this.page.keyboard().press("t");
	}

	private static Locator.GetByRoleOptions exactly(String name) {
		return new Locator.GetByRoleOptions().setName(name).setExact(true);
	}

}
