package io.github.tracingstarter.ui.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user wants to see the code. The tests run from class folders, like an application in
 * development.
 */
class EditorTests extends BrowsedShop {

	private static final String SOURCE = "src/test/java/com/example/shop/Shop.java";

	@Test
	void aFrameOpensInTheEditorThatTheReaderChose() {
		this.http.get("/checkout");
		row("/checkout").click();
		assertThat(spans().first()).isVisible();
		String trace = this.page.url().substring(this.page.url().indexOf('#'));
		this.page.keyboard().press("e");
		Locator place = this.page.locator(".pane .stack .app :is(a, button)").first();
		assertThat(place).hasText(Pattern.compile("Shop\\.java:\\d+"));
		String line = place.textContent().replaceFirst(".*:", "");
		assertThat(place).hasAttribute("href", Pattern
			.compile("http://localhost:63342/api/file\\?file=%2F.*" + SOURCE.replace("/", "%2F") + "&line=" + line));
		choose("VS Code");
		show(trace);
		assertThat(place).hasAttribute("href", Pattern.compile("vscode://file/[^/].*" + SOURCE + ":" + line));
		assertThat(place).not().hasAttribute("target", Pattern.compile(".*"));
		assertThat(Path.of(place.getAttribute("href").replaceFirst("vscode://file", "").replaceFirst(":\\d+$", "")))
			.exists();
		choose("Eclipse");
		show(trace);
		assertThat(place).not().hasAttribute("href", Pattern.compile(".*"));
		place.click();
		assertThat(this.page.locator("#toasts")).containsText("Open Resource");
		assertThat(this.page.evaluate("navigator.clipboard.readText()")).isEqualTo("Shop.java:" + line);
		this.page.reload();
		this.reader.open("#/settings");
		assertThat(editor()).hasValue("eclipse");
		choose("None: copy the place");
		show(trace);
		place.click();
		assertThat(this.page.locator("#toasts")).hasText("Copied call site");
	}

	@Test
	void aCallSiteOpensFromEveryView() {
		this.http.get("/customers/orders");
		row("/customers/orders").click();
		Pattern link = Pattern.compile("http://localhost:63342/api/file\\?file=.*Shop\\.java&line=\\d+");
		assertThat(this.page.locator(".banner a.mono").first()).hasAttribute("href", link);
		// One call site for all that are equal.
		Object span = this.page.evaluate("""
				async () => {
					const id = location.hash.split('/')[2];
					const trace = await (await fetch(`api/v1/traces/${id}`)).json();
					return `#/traces/${id}/${trace.spans.find((it) => it.code).spanId}`;
				}""");
		this.reader.open((String) span);
		assertThat(this.page.locator(".call-site a")).hasAttribute("href", link);
		this.reader.open("#/insights");
		assertThat(this.page.locator(".facts-line a.mono").first()).hasAttribute("href", link);
		assertThat(this.page.locator("section[aria-label='Slow SQL'] a.mono").first()).hasAttribute("href", link);
	}

	@Test
	void pathsAreNotInAFileThatIsPassedOn(@TempDir Path folder) throws Exception {
		this.http.get("/checkout");
		row("/checkout").click();
		assertThat(spans().first()).isVisible();
		String trace = this.page.url().replaceFirst(".*#/traces/([0-9a-f]{32}).*", "$1");
		assertThat((String) this.page.evaluate("async (id) => (await fetch(`api/v1/traces/${id}`)).text()", trace))
			.contains(SOURCE);
		for (String format : new String[] { "OTLP JSON", "Jaeger JSON", "HTML file" }) {
			this.page.getByText("Share", new Page.GetByTextOptions().setExact(true)).click();
			Download download = this.page.waitForDownload(() -> this.page.getByText(format).click());
			Path file = folder.resolve(format.substring(0, 4));
			download.saveAs(file);
			assertThat(Files.readString(file)).contains("Shop.java").doesNotContain(SOURCE);
		}
		assertThat((String) this.page.evaluate("async (id) => (await fetch(`api/v1/traces/${id}/markdown`)).text()",
				trace))
			.contains("Shop.java")
			.doesNotContain(SOURCE);
	}

	private void show(String hash) {
		this.reader.open(hash);
		assertThat(spans().first()).isVisible();
		this.page.keyboard().press("e");
	}

	private void choose(String name) {
		this.reader.open("#/settings");
		editor().selectOption(name);
	}

	private Locator editor() {
		return this.page.getByRole(AriaRole.COMBOBOX, named("Open code in"));
	}

}
