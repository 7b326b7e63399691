package io.github.tracingstarter.ui.browser;

import java.util.regex.Pattern;

import com.example.shop.Shop;
import com.microsoft.playwright.Page;
import io.github.tracingstarter.testing.Chromium;
import io.github.tracingstarter.testing.Http;
import org.junit.jupiter.api.Test;

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

	private static ConfigurableApplicationContext run(int port) {
		return new SpringApplicationBuilder(Shop.class).run("--server.port=" + port, "--tracing.ui.enabled=true",
				"--tracing.exporters=none", "--tracing.runners.enabled=false",
				"--spring.datasource.url=jdbc:h2:mem:restart", "--spring.datasource.generate-unique-name=false");
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
