package io.github.tracingstarter.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import org.junit.jupiter.api.Assumptions;

/**
 * The Chromium of this machine, without a window. It is driven by Node, which also has to
 * be installed.
 */
public final class Chromium implements AutoCloseable {

	private static final List<String> FLAGS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");

	private final Playwright playwright;

	private final Browser browser;

	private Chromium(Playwright playwright, Browser browser) {
		this.playwright = playwright;
		this.browser = browser;
	}

	/**
	 * Starts the browser. If there is none, the calling test is skipped. The variable
	 * {@code BROWSER_TESTS} can be {@code required}, so that it fails instead, or
	 * {@code off}.
	 * @return the browser
	 */
	public static Chromium start() {
		Optional<Path> chromium = Installed.find("chromium", "chromium-browser", "google-chrome");
		Optional<Path> node = Installed.find("node", "nodejs");
		String wanted = System.getenv().getOrDefault("BROWSER_TESTS", "");
		Assumptions.assumeFalse(wanted.equals("off"), "BROWSER_TESTS is off");
		if (!wanted.equals("required")) {
			Assumptions.assumeTrue(chromium.isPresent() && node.isPresent(),
					"Chromium and Node are needed to test the page: apt-get install -y chromium nodejs");
		}
		Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH",
				node.orElseThrow().toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
		return new Chromium(playwright, playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(chromium.orElseThrow()).setArgs(FLAGS)));
	}

	/**
	 * Returns the browser.
	 * @return the browser
	 */
	public Browser browser() {
		return this.browser;
	}

	@Override
	public void close() {
		this.playwright.close();
	}

}
