package io.github.tracingstarter.ui.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.tracingstarter.testing.Chromium;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user who looks at the page, in a separate window. Any message on the console, such as
 * a violation of the content security policy, makes the test fail.
 */
final class Reader implements AutoCloseable {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private final BrowserContext context;

	private final Page page;

	private final String url;

	private final List<String> complaints = new CopyOnWriteArrayList<>();

	Reader(Chromium chromium, String url, ColorScheme theme, int width, int height) {
		this.url = url;
		this.context = chromium.browser()
			.newContext(new Browser.NewContextOptions().setViewportSize(width, height)
				.setColorScheme(theme)
				.setPermissions(List.of("clipboard-read", "clipboard-write")));
		this.page = this.context.newPage();
		this.page.onConsoleMessage(this::note);
		this.page.onPageError((error) -> this.complaints.add(error));
		this.page.onDialog((dialog) -> {
			this.complaints.add("dialog: " + dialog.message());
			dialog.dismiss();
		});
	}

	Reader(Chromium chromium, String url) {
		this(chromium, url, ColorScheme.DARK, 1440, 860);
	}

	private void note(ConsoleMessage message) {
		if (message.type().equals("error") || message.type().equals("warning")) {
			this.complaints.add("%s: %s".formatted(message.location(), message.text()));
		}
	}

	/**
	 * Opens a page.
	 * @param hash such as {@code #/logs}
	 * @return the page
	 */
	Page open(String hash) {
		this.page.navigate(this.url + hash);
		return this.page;
	}

	Page page() {
		return this.page;
	}

	BrowserContext context() {
		return this.context;
	}

	/**
	 * Takes a screenshot, for people to look at.
	 * @param name the name of the file
	 */
	void screenshot(String name) {
		this.page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
	}

	/**
	 * Measures a time, for people to look at: it goes to
	 * {@code target/screenshots/times.txt}.
	 * @param what the name of the measurement
	 * @param argument the argument of the script, a JavaScript expression
	 * @param script a function that returns the time
	 */
	void measure(String what, String argument, String script) {
		Object time = this.page.evaluate("(%s)(%s)".formatted(script, argument));
		try {
			Files.createDirectories(SCREENSHOTS);
			Files.writeString(SCREENSHOTS.resolve("times.txt"),
					"%s: %.0f%n".formatted(what, ((Number) time).doubleValue()), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Measures how long a view takes to appear.
	 * @param what the name of the measurement
	 * @param hash the address of the view within the page
	 * @param selector the element that appears
	 */
	void measureOpening(String what, String hash, String selector) {
		measure(what, "['%s', '%s']".formatted(hash, selector), """
				async ([hash, selector]) => {
					const start = performance.now();
					location.hash = hash;
					while (!document.querySelector(selector)) {
						await new Promise(requestAnimationFrame);
					}
					return performance.now() - start;
				}""");
	}

	/**
	 * Declares messages on the console that a test expects, for example when it stops the
	 * application.
	 * @param text a text that they contain
	 */
	void expect(String text) {
		this.complaints.removeIf((complaint) -> complaint.contains(text));
	}

	@Override
	public void close() {
		this.context.close();
		assertThat(this.complaints).as("the browser's console").isEmpty();
	}

}
