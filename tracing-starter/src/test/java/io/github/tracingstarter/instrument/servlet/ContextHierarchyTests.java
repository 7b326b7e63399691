package io.github.tracingstarter.instrument.servlet;

import java.util.List;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two web applications below one parent context, which is not a web application and has
 * the SDK.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextHierarchyTests {

	private ConfigurableApplicationContext parent;

	private ConfigurableApplicationContext first;

	private ConfigurableApplicationContext second;

	private RecordedSpans spans;

	@BeforeEach
	void start() {
		String[] arguments = { "--server.port=0", "--tracing.exporters=console", "--tracing.ui.enabled=true",
				"--spring.main.banner-mode=off" };
		SpringApplicationBuilder parentBuilder = new SpringApplicationBuilder(Parent.class)
			.web(WebApplicationType.NONE);
		SpringApplicationBuilder child = parentBuilder.child(Child.class, TomcatServerTests.TomcatContainer.class)
			.web(WebApplicationType.SERVLET);
		this.first = child.run(arguments);
		this.parent = parentBuilder.context();
		this.second = child.sibling(Child.class, TomcatServerTests.TomcatContainer.class)
			.web(WebApplicationType.SERVLET)
			.run(arguments);
		this.spans = this.parent.getBean(RecordedSpans.class);
		this.spans.clear();
	}

	@AfterEach
	void stop() {
		this.second.close();
		this.first.close();
		this.parent.close();
	}

	@Test
	void eachRequestIsOneServerSpanExportedOnceAndSeenByThePage(CapturedOutput output) {
		for (ConfigurableApplicationContext child : List.of(this.first, this.second)) {
			assertThat(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(child, SdkTracerProvider.class)).hasSize(1);
			child.getBean(TraceStore.class).clear();
			this.spans.clear();
			http(child).get("/hello");
			this.spans.await(1);
			assertThat(this.spans.tree()).isEqualTo("SERVER GET /hello\n");
			String traceId = this.spans.first(SpanKind.SERVER).getTraceId();
			await().untilAsserted(() -> assertThat(child.getBean(TraceStore.class).changedSince(0, 10)).singleElement()
				.satisfies((trace) -> assertThat(trace.traceId()).isEqualTo(traceId)));
			await().until(() -> output.getAll().contains("trace " + traceId));
			assertThat(output.getAll()).containsOnlyOnce("trace " + traceId);
		}
	}

	@Test
	@LeavesOpen(spans = "GET")
	void aFileIsATraceWhereASpanStartsBelowIt() {
		http(this.first).get("/hello.txt");
		http(this.first).get("/hello.txt?session");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET\n  INTERNAL session\n");
	}

	@Test
	void whatAContextLeftBehindGetsNoMoreSpans() {
		TraceStore store = this.second.getBean(TraceStore.class);
		store.clear();
		this.second.close();
		http(this.first).get("/hello");
		this.spans.await(1);
		await().untilAsserted(() -> assertThat(this.first.getBean(TraceStore.class).changedSince(0, 10))
			.flatExtracting((trace) -> trace.spans())
			.extracting(StoredSpan::name)
			.containsExactly("GET /hello"));
		assertThat(store.changedSince(0, 10)).isEmpty();
	}

	@Test
	void aParentThatIsAWebApplicationItself() {
		String[] arguments = { "--server.port=0", "--tracing.exporters=none", "--spring.main.banner-mode=off" };
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Parent.class, Child.class,
				TomcatServerTests.TomcatContainer.class)
			.web(WebApplicationType.SERVLET);
		try (ConfigurableApplicationContext below = builder.child(Child.class, TomcatServerTests.TomcatContainer.class)
			.web(WebApplicationType.SERVLET)
			.run(arguments); ConfigurableApplicationContext above = builder.context()) {
			RecordedSpans recorded = above.getBean(RecordedSpans.class);
			for (ConfigurableApplicationContext application : List.of(below, above)) {
				recorded.clear();
				http(application).get("/hello");
				http(application).get("/hello.txt?session");
				recorded.await(3);
				assertThat(recorded.tree()).contains("SERVER GET /hello\n", "SERVER GET\n  INTERNAL session\n");
				assertThat(recorded.all()).hasSize(3);
			}
		}
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Parent {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	@RestController
	static class Child {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@Bean
		static Filter session(OpenTelemetry openTelemetry) {
			return (request, response, chain) -> {
				if (request.getParameter("session") != null) {
					openTelemetry.getTracer("test").spanBuilder("session").startSpan().end();
				}
				chain.doFilter(request, response);
			};
		}

	}

}
