package io.github.tracingstarter.ui.browser;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user does to find out what a request did.
 */
class PageTests extends BrowsedShop {

	/**
	 * The time from the start of the navigation until something is there.
	 */
	private static final String APPEARS = """
			async (selector) => {
				while (!document.querySelector(selector)) {
					await new Promise(requestAnimationFrame);
				}
				return performance.now();
			}""";

	@Test
	void aRequestAppearsWhileThePageIsOpen() {
		assertThat(this.page.getByText("No traces yet")).isVisible();
		this.http.get("/hello");
		assertThat(row("/hello")).containsText("200");
		assertThat(row("/hello").locator(".c-request")).hasText("GET /hello");
		assertThat(this.page.locator(".shown")).hasText("1 of 1");
	}

	@Test
	void theFilterStaysInTheAddress() {
		this.http.get("/hello");
		this.http.get("/checkout");
		assertThat(rows()).hasCount(2);
		this.page.keyboard().press("/");
		this.page.keyboard().type("status:5xx");
		assertThat(rows()).hasCount(1);
		assertThat(row("/checkout")).containsText("IllegalStateException");
		assertThat(this.page).hasURL(Pattern.compile(".*q=status.*5xx.*"));
		this.page.reload();
		assertThat(rows()).hasCount(1);
		this.page.getByRole(AriaRole.BUTTON, named("Failed")).click();
		this.page.locator("#filter").fill("sql>10");
		assertThat(this.page.getByText("No trace matches")).isVisible();
	}

	@Test
	void oneQueryForEachRowIsFound() {
		this.http.get("/customers/orders");
		assertThat(row("/customers/orders")).containsText("N+1 ×12");
		row("/customers/orders").click();
		Locator banner = this.page.locator(".banner.warn");
		assertThat(banner).containsText("N+1: 12 ×");
		assertThat(banner).containsText("Shop.java");
		assertThat(banner).containsText("@EntityGraph");
		Locator folded = span("×12");
		assertThat(folded).hasCount(1);
		assertThat(folded).hasAttribute("aria-expanded", "false");
		int before = spans().count();
		folded.getByLabel("Unfold").click();
		assertThat(spans()).hasCount(before + 12);
		this.reader.screenshot("n-plus-one-dark");
	}

	@Test
	void findGoesFromMatchToMatch() {
		this.http.get("/customers/orders");
		row("/customers/orders").click();
		assertThat(spans().first()).isVisible();
		this.page.locator("#find").fill("customers");
		this.page.locator("#find").press("Enter");
		assertThat(this.page.locator(".found")).hasText(Pattern.compile("1/\\d+"));
		assertThat(this.page.locator(".wf-row.match").first()).isVisible();
		this.page.getByRole(AriaRole.BUTTON, named("Only matches")).click();
		assertThat(span("GET /customers/orders")).hasCount(1);
	}

	@Test
	void theNextErrorShowsTheApplicationsLines() {
		this.http.get("/checkout");
		row("/checkout").click();
		assertThat(spans().first()).isVisible();
		this.page.keyboard().press("e");
		Locator details = this.page.getByRole(AriaRole.COMPLEMENTARY);
		assertThat(details).containsText("cannot check out");
		assertThat(details).containsText("ShopService.checkout");
		assertThat(details).containsText("the cart is empty");
		assertThat(details).containsText(Pattern.compile("\\d+ framework frames"));
		this.reader.screenshot("error-dark");
	}

	@Test
	void aFailureThatTheResponseHidesIsTold() {
		this.http.get("/prices/7");
		assertThat(row("/prices/{id}")).containsText("200");
		row("/prices/{id}").click();
		assertThat(this.page.locator(".banner").first()).containsText("502");
		assertThat(span("GET /upstream/{id}")).hasCount(2);
	}

	@Test
	void idAndCurlAreCopied() {
		this.http.get("/hello?name=O'Hara");
		row("/hello").click();
		this.page.getByRole(AriaRole.BUTTON, named("Copy id")).click();
		assertThat(this.page.getByText("Copied trace id")).isVisible();
		assertThat(clipboard()).matches("[0-9a-f]{32}");
		this.page.getByRole(AriaRole.BUTTON, named("Copy as curl")).click();
		assertThat(this.page.getByText("Copied curl command")).isVisible();
		assertThat(clipboard()).startsWith("curl").contains("/hello?name=").doesNotContain("=O'Hara");
	}

	@Test
	void anExportedTraceCanBeImportedAgain() {
		this.http.get("/customers/orders");
		row("/customers/orders").click();
		Download download = export("OTLP JSON");
		this.page.getByLabel("All traces").click();
		clear();
		this.page.locator("input[type=file]").setInputFiles(download.path());
		assertThat(row("/customers/orders")).containsText("N+1 ×12");
	}

	@Test
	void anExportedPageOpensWithoutTheApplication(@TempDir Path folder) {
		this.http.get("/customers/orders");
		row("/customers/orders").click();
		Path file = folder.resolve("trace.html");
		export("HTML file").saveAs(file);
		this.reader.context().setOffline(true);
		Page offline = this.reader.context().newPage();
		offline.navigate(file.toUri().toString());
		assertThat(offline.locator(".wf-row[id]").first()).containsText("GET /customers/orders");
		assertThat(offline.locator(".banner.warn")).containsText("N+1: 12 ×");
		offline.locator(".wf-row", new Page.LocatorOptions().setHasText("SELECT customers")).click();
		assertThat(offline.locator(".pane")).containsText("select");
		this.reader.context().setOffline(false);
	}

	@Test
	void samplingIsChangedWhileTheApplicationRuns() {
		this.page.keyboard().press("g");
		this.page.keyboard().press("s");
		this.page.getByRole(AriaRole.SPINBUTTON).fill("0");
		this.page.getByRole(AriaRole.BUTTON, named("Apply")).first().click();
		// Not of 100 %, which is the previous value.
		assertThat(this.page.locator("#facts")).containsText(Pattern.compile("(?<!\\d)0 %"));
		this.http.get("/hello");
		this.reader.open("#/traces");
		assertThat(this.page.getByText("Sampling is 0 %")).isVisible();
		this.reader.open("#/settings");
		this.page.getByRole(AriaRole.BUTTON, named("Undo")).first().click();
		assertThat(this.page.locator("#facts")).containsText("100 %");
		this.http.get("/hello");
		this.reader.open("#/traces");
		assertThat(row("/hello")).hasCount(1);
	}

	@Test
	void aRuleIsMadeOfASpan() {
		this.http.get("/hello");
		row("/hello").click();
		spans().first().click();
		this.page.getByText("Make a rule").click();
		Locator form = this.page.locator("dialog");
		assertThat(form.locator(".preview")).containsText("1 of the last 1 trace would not have been recorded");
		assertThat(form.getByLabel("route", new Locator.GetByLabelOptions().setExact(true))).hasValue("/hello");
		form.getByLabel("How long").selectOption("10m");
		assertThat(form.locator(".preview")).containsText("1 of the last 1 trace");
		this.reader.screenshot("rule");
		Accessibility.check(this.page);
		form.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Add the rule")).click();
		Locator rule = this.page.locator(".rules li");
		assertThat(rule).containsText("drop");
		assertThat(rule).containsText("ends in");
		this.http.get("/hello");
		this.reader.open("#/settings");
		assertThat(rule).containsText("1 hit");
		assertThat(this.page.getByLabel("1 change")).containsText("route: /hello");
		this.reader.screenshot("rules");
		Accessibility.check(this.page);
		this.reader.open("#/traces");
		assertThat(row("/hello")).hasCount(1);
		this.reader.open("#/settings");
		this.page.getByRole(AriaRole.BUTTON, named("Remove this rule")).click();
		assertThat(this.page.getByText("A rule drops requests")).isVisible();
		this.http.get("/hello");
		this.reader.open("#/traces");
		assertThat(row("/hello")).hasCount(2);
	}

	@Test
	void anInstrumentationIsTurnedOffAndOn() {
		this.reader.open("#/settings");
		Locator jdbc = this.page.locator(".tight > li", new Page.LocatorOptions().setHasText("tracing.jdbc.enabled"));
		jdbc.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Turn off")).click();
		assertThat(jdbc.locator(".badge")).hasText("off");
		this.http.get("/customers/orders");
		this.reader.open("#/traces");
		row("/customers/orders").click();
		assertThat(spans()).hasCount(1);
		this.reader.open("#/settings");
		jdbc.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Turn on")).click();
		assertThat(jdbc.locator(".badge")).hasText("on");
	}

	@Test
	void theReportForAnIssueIsCopied() {
		this.reader.open("#/settings");
		this.page.getByRole(AriaRole.BUTTON, named("Copy report")).click();
		assertThat(this.page.locator("#toasts")).hasText("Copied the report");
		assertThat(clipboard()).startsWith("tracing-starter ")
			.contains("Service:\n  shop\n", "Not traced:\n", "Properties:\n");
		this.reader.screenshot("settings-report");
	}

	@Test
	void logsAndTracesAreLinked() {
		this.http.get("/prices/linked");
		String trace = row("/prices/linked").locator("a").getAttribute("href");
		this.reader.open("#/logs");
		Locator line = this.page.locator(".log-line",
				new Page.LocatorOptions().setHasText("Going on without the price of linked"));
		assertThat(line).containsText("WARN");
		line.locator("a").first().click();
		assertThat(this.page).hasURL(Pattern.compile(".*" + trace + ".*"));
		assertThat(spans().first()).isVisible();
	}

	@Test
	void theKeyboardIsEnough() {
		this.http.get("/hello");
		this.http.get("/checkout");
		assertThat(rows()).hasCount(2);
		this.page.keyboard().press("j");
		this.page.keyboard().press("j");
		this.page.keyboard().press("Enter");
		assertThat(this.page).hasURL(Pattern.compile(".*#/traces/[0-9a-f]{32}.*"));
		assertThat(this.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
			.hasText("GET /hello");
		this.page.keyboard().press("Escape");
		assertThat(rows()).hasCount(2);
		this.page.keyboard().press("?");
		assertThat(this.page.getByRole(AriaRole.DIALOG)).isVisible();
		this.page.keyboard().press("Escape");
		for (String name : List.of("Insights", "Map", "Logs", "Settings", "Traces")) {
			this.page.keyboard().press("g");
			this.page.keyboard().press(name.substring(0, 1).toLowerCase(Locale.ROOT));
			assertThat(this.page.locator("nav a[aria-current=page]")).hasText(name);
		}
	}

	@Test
	void theThemeIsSwitchedAndKept() {
		Locator html = this.page.locator("html");
		String before = background();
		this.page.keyboard().press("t");
		assertThat(html).hasAttribute("data-theme", "light");
		assertThat(background()).isNotEqualTo(before);
		this.page.reload();
		assertThat(html).hasAttribute("data-theme", "light");
	}

	@Test
	void markupInNamesStaysText() {
		String markup = "<img src=x onerror=alert(1)>";
		new OtlpTraces()
			.span(1, 1, 0, markup, 0, 1000, "http.route", markup, "http.request.method", "GET", "error.type", markup)
			.span(1, 2, 1, markup, 0, 500, "db.system.name", "h2database", "db.query.text", markup, markup, markup)
			.send(this.port);
		row("onerror").click();
		assertThat(this.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
			.hasText(Pattern.compile(".*<img src=x onerror=alert\\(1\\)>"));
		spans().nth(1).click();
		assertThat(this.page.locator(".pane")).containsText(markup);
		for (String hash : List.of("#/insights", "#/map", "#/logs", "#/traces")) {
			this.reader.open(hash);
			assertThat(this.page.locator("main")).not().isEmpty();
		}
		assertThat(this.page.locator("img[src=x]")).hasCount(0);
	}

	@Test
	void tenThousandTraces() {
		for (int part = 0; part < 10; part++) {
			OtlpTraces traces = new OtlpTraces();
			for (int i = 0; i < 1000; i++) {
				int number = part * 1000 + i + 1;
				traces.span(number, 1, 0, "GET /items/{id}", -number * 1000L, 1000 + number, "http.request.method",
						"GET", "http.route", "/items/{id}", "url.path", "/items/" + number);
				traces.span(number, 2, 1, "INSERT reports", -number * 1000L, 500, "db.system.name", "postgresql",
						"db.query.text", "insert into reports_%d (id, name) values (?, ?)".formatted(number),
						"exception.message", "report %d is under water".formatted(number));
			}
			traces.send(this.port);
		}
		assertThat(this.page.locator(".shown")).hasText("10,000 of 10,000");
		assertThat(((Number) this.page.evaluate("document.querySelectorAll('*').length")).intValue()).isLessThan(1500);
		this.page.locator("#filter").fill("path:/items/777 duration>5ms");
		assertThat(this.page.locator(".shown")).hasText(Pattern.compile("10 of 10,000"));
		this.reader.measure("10,000 traces: from typing a filter to its result, ms", "'path:/items/8888'", """
				async (text) => {
					const filter = document.getElementById('filter');
					const shown = document.querySelector('.shown').textContent;
					const start = performance.now();
					filter.value = text;
					filter.dispatchEvent(new Event('input', { bubbles: true }));
					while (document.querySelector('.shown').textContent === shown) {
						await new Promise(requestAnimationFrame);
					}
					return performance.now() - start;
				}""");
		for (String text : List.of("insert into reports_777 ", "report 777 is under water")) {
			this.page.locator("#filter").fill("");
			assertThat(this.page.locator(".shown")).hasText("10,000 of 10,000");
			this.reader.measure("10,000 traces: from typing \"%s\" to what has it, ms".formatted(text.strip()),
					"'\"%s\"'".formatted(text), """
							async (text) => {
								const filter = document.getElementById('filter');
								const start = performance.now();
								filter.value = text;
								filter.dispatchEvent(new Event('input', { bubbles: true }));
								while (document.querySelector('.shown').textContent !== '1 of 10,000') {
									await new Promise(requestAnimationFrame);
								}
								return performance.now() - start;
							}""");
			assertThat(rows()).hasCount(1);
			assertThat(rows()).containsText("/items/777");
		}
		this.reader.measureOpening("10,000 traces: from choosing two to their comparison, ms",
				"#/compare/%s/%s".formatted(OtlpTraces.traceId(1), OtlpTraces.traceId(2)), ".calls td");
		this.reader.open("#/traces");
		assertThat(rows().first()).isVisible();
		this.reader.measureOpening("10,000 traces: from choosing the median of the route to the comparison, ms",
				"#/compare/median/%s".formatted(OtlpTraces.traceId(3)), ".calls td");
		this.reader.open("#/traces");
		this.page.reload();
		this.reader.measure("10,000 traces: from opening the page to the first row, ms", "'.list-row[id]'", APPEARS);
		OtlpTraces more = new OtlpTraces();
		for (int number = 10_001; number <= 10_045; number++) {
			more.span(number, 1, 0, "GET /more", 0, 1000, "http.route", "/more");
		}
		more.send(this.port);
		assertThat(this.page.locator(".shown")).hasText("10,045 of 10,045");
		this.page.reload();
		assertThat(this.page.locator(".shown")).hasText("10,000 of 10,045");
	}

	@Test
	void aTraceOfFiveThousandSpans() {
		OtlpTraces trace = new OtlpTraces().span(1, 1, 0, "GET /report", 0, 5_000_000, "http.route", "/report");
		for (int i = 2; i <= 5000; i++) {
			trace.span(1, i, 1, "call " + i, i * 900L, 800, "db.system.name", "h2database");
		}
		trace.send(this.port);
		row("/report").click();
		assertThat(this.page.locator(".trace-facts")).containsText("5,000 spans");
		assertThat(((Number) this.page.evaluate("document.querySelectorAll('*').length")).intValue()).isLessThan(1500);
		String url = this.page.url();
		this.reader.open("#/traces");
		assertThat(row("/report")).isVisible();
		this.reader.measureOpening("5,000 spans: from choosing the trace to its first span, ms",
				url.substring(url.indexOf('#')), ".wf-row[id]");
		this.page.locator("#find").fill("call 4999");
		this.page.locator("#find").press("Enter");
		assertThat(span("call 4999")).isVisible();
	}

	@Test
	void everyPageInBothThemes() {
		for (String path : List.of("/hello", "/customers/orders", "/checkout", "/prices/7", "/hello", "/prices/8")) {
			this.http.get(path);
		}
		assertThat(row("/checkout")).hasCount(1);
		String trace = row("/customers/orders").locator("a").getAttribute("href");
		for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
			try (Reader other = window(theme, 1440, 860)) {
				for (String hash : pages(trace)) {
					show(other, hash);
					String name = hash.equals(trace) ? "trace" : hash.substring(2);
					other.screenshot(name + "-" + theme.name().toLowerCase(Locale.ROOT));
					Accessibility.check(other.page());
				}
			}
		}
	}

	@Test
	void aNarrowWindowNeedsNoScrollingSideways() {
		this.http.get("/customers/orders");
		String trace = row("/customers/orders").locator("a").getAttribute("href");
		try (Reader other = window(ColorScheme.LIGHT, 400, 800)) {
			for (String hash : pages(trace)) {
				show(other, hash);
				assertThat((Integer) other.page().evaluate("document.documentElement.scrollWidth - innerWidth"))
					.as(hash)
					.isLessThanOrEqualTo(0);
				Accessibility.check(other.page());
			}
		}
	}

	private static List<String> pages(String trace) {
		return List.of("#/traces", trace, "#/insights", "#/map", "#/logs", "#/settings");
	}

	private static void show(Reader reader, String hash) {
		Page opened = reader.open(hash);
		String content = switch (hash) {
			case "#/traces" -> ".list-row[id]";
			case "#/insights" -> "h1:text-is('Insights')";
			case "#/map" -> "main svg";
			case "#/logs" -> ".log-line";
			case "#/settings" -> "main :text-is('Sampling')";
			default -> ".wf-row[id]";
		};
		assertThat(opened.locator(content).first()).isVisible();
	}

	private Download export(String format) {
		this.page.getByText("Share", new Page.GetByTextOptions().setExact(true)).click();
		return this.page.waitForDownload(() -> this.page.getByText(format).click());
	}

	private String clipboard() {
		return (String) this.page.evaluate("navigator.clipboard.readText()");
	}

	private String background() {
		return (String) this.page.evaluate("getComputedStyle(document.body).backgroundColor");
	}

}
