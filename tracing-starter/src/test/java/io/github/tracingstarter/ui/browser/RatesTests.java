package io.github.tracingstarter.ui.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests by the minute, on the insights and beside the list of traces.
 */
class RatesTests extends BrowsedShop {

	private static final long HOUR = 3_600_000_000_000L;

	@Test
	void theInsightsHaveEachRequest() {
		for (int i = 0; i < 3; i++) {
			this.http.get("/hello");
		}
		this.http.get("/checkout");
		assertThat(rows()).hasCount(4);
		// A request that is not in the store also counts.
		clear();
		this.reader.open("#/insights");
		Locator hello = requests("GET /hello");
		assertThat(hello.locator("td").nth(1)).hasText(Pattern.compile("\\d+"));
		assertThat(hello.locator("td").nth(3)).hasText("0");
		Locator checkout = requests("GET /checkout");
		assertThat(checkout.locator("td").nth(3)).hasText(Pattern.compile("! \\d+"));
		assertThat(card()).containsText("since ");
		Locator rate = hello.getByRole(AriaRole.IMG).first();
		assertThat(rate).hasAttribute("aria-label",
				Pattern.compile("Requests in each of \\d+ minutes?: \\d+, at most \\d+, \\d+ in this one; 0 failed"));
		assertThat(hello.getByRole(AriaRole.IMG).nth(1)).hasAttribute("aria-label",
				Pattern.compile("95th percentile of the duration in each of \\d+ minutes?: .+ to .+"));
		double width = rate.boundingBox().width;
		rate.hover(new Locator.HoverOptions().setPosition(width - 1, 5));
		assertThat(rate).hasAttribute("title", Pattern.compile(".*\\d\\d:\\d\\d:00 · \\d+ requests?.*"));
		rate.hover(new Locator.HoverOptions().setPosition(1, 5));
		assertThat(rate).hasAttribute("title", "Not counted yet");
		assertThat(checkout.locator("path.err").first()).hasAttribute("d", Pattern.compile("M.+"));
		assertThat(hello.locator("path.err").first()).hasAttribute("d", "");
		this.http.get("/hello");
		this.page.getByRole(AriaRole.LINK, named("GET /hello")).first().click();
		assertThat(this.page.locator("#filter")).hasValue("method:GET route=/hello");
		assertThat(rows()).hasCount(1);
	}

	@Test
	void besideTheListAreTheRoutesWithMostRequests() {
		for (String path : List.of("/hello", "/hello", "/hello", "/hello", "/customers/orders", "/checkout")) {
			this.http.get(path);
		}
		this.page.reload();
		Locator rates = this.page.locator(".rates");
		assertThat(rates).isVisible();
		assertThat(rates.locator("> div").nth(1)).containsText("All requests");
		assertThat(rates.locator(".spark")).hasCount(8);
		rates.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("GET /hello")).click();
		assertThat(this.page.locator("#filter")).hasValue("method:GET route=/hello");
		assertThat(rows()).hasCount(4);
		rates.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Requests since")).click();
		assertThat(this.page.locator("h1")).hasText("Insights");
		try (Reader narrow = window(ColorScheme.LIGHT, 800, 700)) {
			Page page = narrow.open("#/traces");
			assertThat(page.locator(".list-row[id]").first()).isVisible();
			assertThat(page.locator(".rates")).isHidden();
		}
	}

	@Test
	void theKeysReachARoute() {
		this.http.get("/hello");
		this.page.reload();
		assertThat(this.page.locator(".rates")).isVisible();
		Locator link = this.page.locator(".rates").getByRole(AriaRole.LINK).first();
		for (int i = 0; i < 40 && !(Boolean) link.evaluate("(it) => it === document.activeElement"); i++) {
			this.page.keyboard().press("Tab");
		}
		assertThat(link).isFocused();
		this.page.keyboard().press("Enter");
		assertThat(this.page.locator("h1")).hasText("Insights");
	}

	@Test
	void otherServicesCountAsWell() {
		counted("stock");
		this.http.get("/hello");
		this.reader.open("#/insights");
		Locator parcels = requests("stock");
		assertThat(parcels.locator(".badge")).hasText("stock");
		assertThat(parcels.locator("td").nth(1)).hasText("1,800");
		assertThat(parcels.locator("td").nth(3)).hasText("! 60");
		assertThat(requests("GET /hello").locator(".badge")).hasText("shop");
		this.reader.open("#/insights?service=stock");
		assertThat(this.page.locator("section[aria-label=Requests] tbody tr")).hasCount(1);
		this.reader.open("#/traces?service=stock");
		assertThat(this.page.locator(".rates > div")).hasCount(2);
		assertThat(this.page.locator(".rates > div").nth(1)).containsText("GET /parcels/{id}");
	}

	@Test
	void aServiceThatTellsNothingHasNone() {
		new OtlpTraces("silent", OtlpTraces.now())
			.span(1, 1, 0, "GET /x", 0, 10_000, "http.route", "/x", "http.request.method", "GET")
			.send(this.port);
		this.reader.open("#/insights?service=silent");
		assertThat(card()).containsText(Pattern.compile("None since "));
		this.reader.open("#/traces?service=silent");
		assertThat(rows()).hasCount(1);
		assertThat(this.page.locator(".rates")).isHidden();
	}

	@Test
	void itLooksWellInBothThemesAndSizes() {
		counted("parcels");
		for (String path : List.of("/hello", "/customers/orders", "/checkout", "/prices/7", "/nothing-here")) {
			this.http.get(path);
		}
		assertThat(rows()).hasCount(5);
		inEveryLook("rates-insights", "#/insights", (page) -> assertThat(page.locator(".spark").first()).isVisible());
		inEveryLook("rates-list", "#/traces", (page) -> {
			assertThat(page.locator(".list-row[id]").first()).isVisible();
			assertThat(page.locator(".rates")).isVisible();
		});
	}

	/**
	 * Sends the counts of another application, thirty requests in each minute.
	 */
	private void counted(String service) {
		Histogram.Builder histogram = Histogram.newBuilder()
			.setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
		for (long ago = 0; ago < HOUR; ago += HOUR / 60) {
			histogram.addDataPoints(point(ago, 29, 0.04));
			histogram.addDataPoints(point(ago, 1, 0.2).addAttributes(attribute("error.type", "500")));
		}
		OtlpTraces.post(this.port, "/v1/metrics",
				ExportMetricsServiceRequest.newBuilder()
					.addResourceMetrics(ResourceMetrics.newBuilder()
						.setResource(Resource.newBuilder().addAttributes(attribute("service.name", service)))
						.addScopeMetrics(ScopeMetrics.newBuilder()
							.addMetrics(Metric.newBuilder()
								.setName("http.server.request.duration")
								.setUnit("s")
								.setHistogram(histogram))))
					.build()
					.toByteArray());
	}

	private static HistogramDataPoint.Builder point(long ago, long count, double seconds) {
		return HistogramDataPoint.newBuilder()
			.addAttributes(attribute("http.request.method", "GET"))
			.addAttributes(attribute("http.route", "/parcels/{id}"))
			.setTimeUnixNano(OtlpTraces.now() - ago)
			.setCount(count)
			.setSum(count * seconds)
			.addAllExplicitBounds(List.of(seconds * 0.9, seconds * 1.1))
			.addAllBucketCounts(List.of(0L, count, 0L));
	}

	private static KeyValue attribute(String key, String value) {
		return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)).build();
	}

	private Locator card() {
		return this.page.locator("section[aria-label=Requests]");
	}

	private Locator requests(String route) {
		return card().locator("tbody tr", new Locator.LocatorOptions().setHasText(route));
	}

}
