package io.github.tracingstarter.ui.browser;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import com.example.shop.Shop;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.tracingstarter.testing.Chromium;
import io.github.tracingstarter.testing.Http;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The shop, with a user who looks at its page.
 */
@TestInstance(Lifecycle.PER_CLASS)
@DirtiesContext
@SpringBootTest(classes = Shop.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "tracing.ui.enabled=true", "tracing.ui.receiver.enabled=true", "tracing.exporters=none",
				"spring.application.name=shop", "spring.datasource.generate-unique-name=true",
				"spring.jpa.open-in-view=false" })
abstract class BrowsedShop {

	@LocalServerPort
	int port;

	@Nullable Chromium chromium;

	Reader reader;

	Page page;

	Http http;

	@BeforeAll
	void start() {
		this.chromium = Chromium.start();
	}

	@AfterAll
	void stop() {
		if (this.chromium != null) {
			this.chromium.close();
		}
	}

	@BeforeEach
	void open() {
		this.http = new Http(this.port);
		this.reader = new Reader(this.chromium, "http://localhost:" + this.port + "/tracing/");
		this.page = this.reader.open("#/traces");
		assertThat(this.page.locator("#app-name")).hasText("shop");
		clear();
	}

	@AfterEach
	void close() {
		this.reader.close();
	}

	/**
	 * Opens the page in another window.
	 */
	Reader window(ColorScheme theme, int width, int height) {
		return new Reader(this.chromium, "http://localhost:" + this.port + "/tracing/", theme, width, height);
	}

	/**
	 * Opens the page in both themes, in a wide and in a narrow window, takes pictures and
	 * checks that it is accessible.
	 */
	void inEveryLook(String name, String hash, Consumer<Page> ready) {
		for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
			for (int[] size : new int[][] { { 1440, 900 }, { 1024, 700 } }) {
				try (Reader other = window(theme, size[0], size[1])) {
					ready.accept(other.open(hash));
					other.screenshot("%s-%s-%d".formatted(name, theme.name().toLowerCase(Locale.ROOT), size[0]));
					if (size[0] == 1024) {
						// The size affects what is cut off, but not the content or its
						// colors.
						Accessibility.check(other.page());
					}
				}
			}
		}
	}

	/**
	 * Reloads the page afterward, because a list that was requested before may be shown
	 * after.
	 */
	void clear() {
		this.page.evaluate("""
				async () => {
					const meta = await (await fetch('api/v1/meta')).json();
					await fetch('api/v1/traces', { method: 'DELETE',
						headers: { 'X-Tracing-Token': meta.token, 'Content-Type': 'application/json' } });
				}""");
		this.page.reload();
		assertThat(this.page.locator(".shown")).hasText("0 of 0");
	}

	Locator rows() {
		return this.page.locator(".list-row[id]:visible");
	}

	Locator row(String text) {
		return this.page.locator(".list-row[id]:visible", new Page.LocatorOptions().setHasText(text));
	}

	Locator spans() {
		return this.page.locator(".wf-row[id]");
	}

	Locator span(String text) {
		return this.page.locator(".wf-row[id]", new Page.LocatorOptions().setHasText(text));
	}

	static Page.GetByRoleOptions named(String name) {
		return new Page.GetByRoleOptions().setName(name);
	}

}
