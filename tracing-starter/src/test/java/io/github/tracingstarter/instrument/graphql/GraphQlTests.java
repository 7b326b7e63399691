package io.github.tracingstarter.instrument.graphql;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import graphql.schema.DataFetcher;
import io.github.tracingstarter.sampling.SamplingAutoConfiguration;
import io.github.tracingstarter.sampling.rules.RulesAutoConfiguration;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.graphql.autoconfigure.GraphQlAutoConfiguration;
import org.springframework.boot.graphql.autoconfigure.observation.GraphQlObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.ExecutionGraphQlResponse;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans of GraphQL operations.
 */
class GraphQlTests {

	/** Spans and spans that are created later do not use the same clock. */
	private static final long SKEW = 5_000_000;

	/** The books take 50 ms, and nothing takes a minute. */
	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(GraphQlAutoConfiguration.class,
				GraphQlObservationAutoConfiguration.class, GraphQlTracingAutoConfiguration.class))
		.withUserConfiguration(Books.class)
		.withPropertyValues("tracing.graphql.data-fetcher-threshold=1m",
				"spring.graphql.schema.locations=classpath:graphql-test/");

	@Test
	void operationMakesOneSpan() {
		this.runner.run((context) -> {
			execute(context, "query favourite { book { title author { name } } }");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			// The author is fetched by the thread that has fetched the book.
			assertThat(spans.tree())
				.isEqualTo("INTERNAL request\n  INTERNAL query\n    INTERNAL search\n    INTERNAL lookup\n");
			assertThat(spans.named("lookup").getParentSpanId()).isEqualTo(spans.named("query").getSpanId());
			assertThat(RecordedSpans.attributes(spans.named("query")))
				.isEqualTo(Map.of("graphql.operation.type", "query", "graphql.operation.name", "favourite"));
		});
	}

	@Test
	void slowDataFetcherHasASpanAndWhatItDoesIsBesideIt() {
		this.runner.withPropertyValues("tracing.graphql.data-fetcher-threshold=40ms").run((context) -> {
			execute(context, "{ book { title author { name } } }");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(5);
			SpanData query = spans.named("query");
			SpanData book = spans.named("Query.book");
			assertThat(spans.all()).extracting(SpanData::getName)
				.containsExactlyInAnyOrder("request", "query", "Query.book", "search", "lookup");
			assertThat(book.getParentSpanId()).isEqualTo(query.getSpanId());
			assertThat(spans.named("search").getParentSpanId()).isEqualTo(query.getSpanId());
			assertThat(spans.named("lookup").getParentSpanId()).isEqualTo(query.getSpanId());
			assertThat(RecordedSpans.attributes(book)).isEqualTo(Map.of("graphql.field.path", "/book"));
			assertThat(book.getEndEpochNanos() - book.getStartEpochNanos())
				.isGreaterThanOrEqualTo(Duration.ofMillis(40).toNanos());
			assertThat(book.getStartEpochNanos()).isBetween(query.getStartEpochNanos() - SKEW,
					query.getEndEpochNanos());
		});
	}

	@Test
	void dataFetchersHaveSpansFromTheStartWithoutThreshold() {
		this.runner.withPropertyValues("tracing.graphql.data-fetcher-threshold=0").run((context) -> {
			execute(context, "{ book { title author { name } } }");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(6);
			assertThat(spans.named("Query.book").getParentSpanId()).isEqualTo(spans.named("query").getSpanId());
			assertThat(spans.named("Book.author").getParentSpanId()).isIn(spans.named("query").getSpanId(),
					spans.named("Query.book").getSpanId());
			assertThat(spans.named("lookup").getParentSpanId()).isEqualTo(spans.named("Book.author").getSpanId());
			assertThat(RecordedSpans.attributes(spans.named("Book.author")))
				.isEqualTo(Map.of("graphql.field.path", "/book/author"));
		});
	}

	@Test
	void allDataFetchersHaveSpansWhereARuleWantsAllDetail() {
		this.runner
			.withConfiguration(AutoConfigurations.of(SamplingAutoConfiguration.class, RulesAutoConfiguration.class))
			.withPropertyValues("tracing.rules[0].debug=true")
			.run((context) -> {
				execute(context, "{ book { title author { name } } }");
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(6);
				assertThat(spans.all()).extracting(SpanData::getName).contains("Query.book", "Book.author");
			});
	}

	@Test
	void noDataFetcherHasASpanWhereThatIsOff() {
		this.runner
			.withPropertyValues("tracing.graphql.data-fetchers=false", "tracing.graphql.data-fetcher-threshold=0")
			.run((context) -> {
				execute(context, "{ book { title author { name } } }");
				assertThat(context.getBean(RecordedSpans.class).tree())
					.isEqualTo("INTERNAL request\n  INTERNAL query\n    INTERNAL search\n    INTERNAL lookup\n");
			});
	}

	@Test
	void failedOperation() {
		this.runner.run((context) -> {
			assertThat(execute(context, "{ broken }").getErrors()).hasSize(1);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  INTERNAL query !\n    INTERNAL Query.broken !\n");
			assertThat(RecordedSpans.attributes(spans.named("Query.broken"))).containsEntry("error.type",
					IllegalStateException.class.getName());
			assertThat(RecordedSpans.attributes(spans.named("query"))).containsEntry("error.type", "INTERNAL_ERROR");
		});
	}

	@Test
	void documentThatIsNotValid() {
		this.runner.run((context) -> {
			assertThat(execute(context, "{ nothing }").getErrors()).hasSize(1);
			assertThat(context.getBean(RecordedSpans.class).tree())
				.isEqualTo("INTERNAL request\n  INTERNAL GraphQL Operation !\n");
		});
	}

	@Test
	void nothingIsTracedWhenOff() {
		this.runner.withPropertyValues("tracing.graphql.enabled=false").run((context) -> {
			execute(context, "{ book { title author { name } } }");
			assertThat(context.getBean(RecordedSpans.class).tree())
				.isEqualTo("INTERNAL request\n  INTERNAL search\n  INTERNAL lookup\n");
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.graphql.enabled",
				(isOn) -> assertThat(execute(context, "{ book { title author { name } } }").getErrors()).isEmpty(), """
						INTERNAL request
						  INTERNAL request
						    INTERNAL query
						      INTERNAL search
						      INTERNAL lookup
						""", """
						INTERNAL request
						  INTERNAL request
						    INTERNAL search
						    INTERNAL lookup
						"""));
	}

	@Test
	void applicationWithoutGraphQl() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(GraphQlTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.graphql", "graphql"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(GraphQlTracingAutoConfiguration.class));
	}

	private static ExecutionGraphQlResponse execute(ApplicationContext context, String document) {
		Tracer tracer = context.getBean(Tracer.class);
		Span span = tracer.nextSpan().name("request").start();
		Tracer.SpanInScope scope = tracer.withSpan(span);
		try {
			ExecutionGraphQlResponse response = context.getBean(ExecutionGraphQlService.class)
				.execute(new DefaultExecutionGraphQlRequest(document, null, null, null, "1", null))
				.block();
			assertThat(response).isNotNull();
			return response;
		}
		finally {
			scope.close();
			span.end();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Books {

		@Bean
		RuntimeWiringConfigurer books(OpenTelemetry openTelemetry) {
			DataFetcher<?> book = (environment) -> {
				CompletableFuture<Map<String, String>> found = new CompletableFuture<>();
				openTelemetry.getTracer("test").spanBuilder("search").startSpan().end();
				new Thread(() -> {
					pause();
					found.complete(Map.of("title", "Emma"));
				}).start();
				return found;
			};
			DataFetcher<?> author = (environment) -> {
				openTelemetry.getTracer("test").spanBuilder("lookup").startSpan().end();
				return Map.of("name", "Austen");
			};
			DataFetcher<?> broken = (environment) -> {
				throw new IllegalStateException("broken");
			};
			return (wiring) -> wiring
				.type("Query", (type) -> type.dataFetcher("book", book).dataFetcher("broken", broken))
				.type("Book", (type) -> type.dataFetcher("author", author));
		}

		/**
		 * Lets the caller continue, so that it does not find the book there.
		 */
		private static void pause() {
			try {
				Thread.sleep(50);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
