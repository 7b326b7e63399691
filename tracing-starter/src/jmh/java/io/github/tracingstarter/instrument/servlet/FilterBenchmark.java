package io.github.tracingstarter.instrument.servlet;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.micrometer.observation.ObservationRegistry;
import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.RequestListeners;
import io.github.tracingstarter.metrics.MetricsBenchmark;
import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.github.tracingstarter.instrument.http.OperationalPaths;
import io.github.tracingstarter.instrument.http.WebProperties;
import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.github.tracingstarter.ui.rates.CountedRequests;
import io.github.tracingstarter.ui.stacks.WatchedRequests;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * A request through the filter, to a servlet that does nothing.
 */
public class FilterBenchmark extends HotPathBenchmark {

	@Param
	public Tracing tracing;

	private final FilterChain servlet = (request, response) -> {
	};

	private final ServletResponse response = new MockHttpServletResponse();

	private PlainRequest request;

	private Filter filter;

	private BenchmarkApplication application;

	private SdkMeterProvider meters;

	@Setup
	public void start() {
		this.request = new PlainRequest((this.tracing == Tracing.EXCLUDED) ? "/css/shop.css" : "/users/42/items",
				(this.tracing == Tracing.CONTINUED) ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : null);
		this.application = switch (this.tracing) {
			case DROPPED, DROPPED_MEASURED, DROPPED_COUNTED -> BenchmarkApplication.start(0.0);
			case BATCHED -> BenchmarkApplication.startBatching();
			case KEPT -> BenchmarkApplication.startKeeping();
			default -> BenchmarkApplication.start(1.0);
		};
		this.filter = (this.tracing == Tracing.UNTRACED)
				? (request, response, chain) -> chain.doFilter(request, response) : tracingFilter();
	}

	private TracingFilter tracingFilter() {
		WebProperties properties = this.application.properties("tracing.web", WebProperties.class);
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		ExcludedRequests excluded = new ExcludedRequests(properties, beans.getBeanProvider(OperationalPaths.class),
				() -> "");
		Spans spans = this.application.spans();
		Instrumenter<ServerExchange> instrumenter = Instrumenter.of(spans, "web",
				new ServerConvention(this.application.redaction(),
						properties.headers(this.application.attributeRedaction())),
				new FailureLog(LogFactory.getLog(getClass()), ""));
		ServerSpans serverSpans = new ServerSpans(instrumenter, TraceHeaders.with(spans.propagation()), excluded,
				spans.rules(), true, RequestListeners.of(listeners()));
		return new TracingFilter(serverSpans, new RequestSwitch(null, () -> ObservationRegistry.NOOP), List.of(), null,
				(this.tracing == Tracing.WATCHED) ? WatchedRequests.create() : null);
	}

	private Stream<RequestListener> listeners() {
		return switch (this.tracing) {
			case SAMPLED_MEASURED, DROPPED_MEASURED -> Stream.of(measured());
			case COUNTED, DROPPED_COUNTED -> Stream.of(CountedRequests.create());
			default -> Stream.empty();
		};
	}

	/**
	 * Nothing reads it, because a reader works only once a minute.
	 */
	private RequestListener measured() {
		this.meters = SdkMeterProvider.builder().registerMetricReader(InMemoryMetricReader.create()).build();
		return MetricsBenchmark.standardMetrics(this.meters);
	}

	@TearDown
	public void stop() {
		this.application.close();
		if (this.meters != null) {
			this.meters.close();
		}
	}

	@Benchmark
	public ServletResponse request() throws IOException, ServletException {
		this.filter.doFilter(this.request.renewed(), this.response, this.servlet);
		return this.response;
	}

	/**
	 * What happens to the request.
	 */
	public enum Tracing {

		/** There is no filter of the starter. */
		UNTRACED,

		/** It begins a trace. */
		SAMPLED,

		/** It begins a trace, and its duration is recorded. */
		SAMPLED_MEASURED,

		/** It begins a trace, and is watched because it may become slow. */
		WATCHED,

		/** It begins a trace, and is counted for the page. */
		COUNTED,

		/** It continues the trace of a caller. */
		CONTINUED,

		/**
		 * It begins a trace, and its span is queued and then discarded by the exporter.
		 */
		BATCHED,

		/** It begins a trace that sampling drops. */
		DROPPED,

		/** It begins a trace that sampling drops, and its duration is recorded. */
		DROPPED_MEASURED,

		/** It begins a trace that sampling drops, and is counted for the page. */
		DROPPED_COUNTED,

		/** It begins a trace that is held until it has ended, and then dropped. */
		KEPT,

		/** It is for a static resource. */
		EXCLUDED

	}

}
