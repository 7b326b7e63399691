package io.github.tracingstarter.ui.browser;

import java.util.regex.Pattern;

import com.example.shop.Shop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.tracingstarter.testing.Chromium;
import io.github.tracingstarter.testing.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The application restarts while the page is open.
 */
class RestartTests {

	@Test
	void thePageGoesOnWithTheNewApplication() {
		try (Chromium chromium = Chromium.start()) {
			ConfigurableApplicationContext first = run(0);
			int port = port(first);
			try (Reader reader = new Reader(chromium, "http://localhost:" + port + "/tracing/")) {
				new Http(port).get("/hello");
				Page page = reader.open("#/traces");
				assertThat(page.locator(".list-row[id]")).hasCount(1);
				String lost = page.locator(".list-row[id] a").getAttribute("href");
				first.close();
				assertThat(page.locator("#facts")).containsText("no answer");
				ConfigurableApplicationContext second = run(port);
				try {
					assertThat(page.getByText("Application restarted at")).isVisible();
					new Http(port).get("/checkout");
					assertThat(page.locator(".list-row[id]:not(.gone)")).hasCount(1);
					assertThat(page.locator(".list-row.gone")).hasCount(1);
					page.locator(".list-row.gone a").click();
					assertThat(page).hasURL(Pattern.compile(".*" + lost));
					assertThat(page.locator("main")).containsText("The application restarted at");
					assertThat(page.locator("main")).containsText("it is lost");
				}
				finally {
					second.close();
				}
				reader.expect("Failed to load resource");
			}
		}
	}

	@Test
	void theInsightsSayWhatRoutesTookBefore(@TempDir Path folder) {
		String file = "--tracing.ui.baselines.file=" + folder.resolve("baselines.json");
		try (Chromium chromium = Chromium.start()) {
			try (ConfigurableApplicationContext first = run(0, file)) {
				Http http = new Http(port(first));
				http.get("/hello");
				http.get("/customers/orders");
				try (Reader reader = new Reader(chromium, "http://localhost:" + port(first) + "/tracing/")) {
					Page page = reader.open("#/insights");
					assertThat(page.locator(".routes-table")).containsText("/customers/orders");
					assertThat(page.locator(".routes-table thead")).not().containsText("before");
				}
			}
			try (ConfigurableApplicationContext second = run(0, file)) {
				Http http = new Http(port(second));
				http.get("/customers/orders");
				http.get("/prices/7");
				try (Reader reader = new Reader(chromium, "http://localhost:" + port(second) + "/tracing/")) {
					Page page = reader.open("#/insights");
					Locator known = page.locator(".routes-table tbody tr",
							new Page.LocatorOptions().setHasText("/customers/orders"));
					Pattern duration = Pattern.compile("^[\\d.]+ (µs|ms|s) → [\\d.]+ (µs|ms|s)$");
					assertThat(known.locator("td").nth(3)).hasText(duration);
					assertThat(known.locator("td").nth(10)).hasText(Pattern.compile("^(\\d+) → \\1$"));
					Locator unknown = page.locator(".routes-table tbody tr",
							new Page.LocatorOptions().setHasText("/prices/{id}"));
					assertThat(unknown.locator("td").nth(3)).hasText("–");
					assertThat(unknown.locator("td").nth(10)).hasText("–");
					page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("p50 before")).click();
					assertThat(page.locator(".routes-table tbody tr").first()).containsText("/customers/orders");
					assertThat(page.locator("th[aria-sort=descending]")).hasText(Pattern.compile("p50 before.*"));
					page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("p50 before")).click();
					assertThat(page.locator(".routes-table tbody tr").last()).containsText("/customers/orders");
					reader.screenshot("insights-before");
				}
			}
		}
	}

	private static ConfigurableApplicationContext run(int port, String... more) {
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.addAll(List.of("--server.port=" + port, "--tracing.ui.enabled=true", "--tracing.exporters=none",
				"--tracing.runners.enabled=false", "--spring.datasource.url=jdbc:h2:mem:restart",
				"--spring.datasource.generate-unique-name=false"));
		return new SpringApplicationBuilder(Shop.class).run(arguments.toArray(String[]::new));
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
