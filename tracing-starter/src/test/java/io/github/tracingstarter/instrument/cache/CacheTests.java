package io.github.tracingstarter.instrument.cache;

import java.util.List;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.sampling.SamplingAutoConfiguration;
import io.github.tracingstarter.sampling.rules.RulesAutoConfiguration;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hits and misses of a real cache, on the span around the call.
 */
class CacheTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(CacheTracingAutoConfiguration.class))
		.withUserConfiguration(Caching.class);

	@Test
	void hitsAndMissesAreEventsOfTheSpanAroundTheCall() {
		this.runner.run((context) -> {
			Prices prices = context.getBean(Prices.class);
			within(context, () -> {
				prices.of("4711");
				prices.of("4711");
				prices.forget();
				prices.synchronizedOf("4711");
				prices.synchronizedOf("4711");
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			SpanData request = spans.named("request");
			assertThat(events(request)).containsExactly("cache.miss {cache.name=\"prices\"}",
					"cache.hit {cache.name=\"prices\"}", "cache.miss {cache.name=\"prices\"}",
					"cache.hit {cache.name=\"prices\"}");
			assertThat(RecordedSpans.attributes(request)).containsEntry("cache.hits", 2L)
				.containsEntry("cache.misses", 2L);
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class);
		});
	}

	@Test
	void keyIsThereWhereItIsWanted() {
		this.runner.withPropertyValues("tracing.cache.keys=true").run((context) -> {
			within(context, () -> context.getBean(Prices.class).of("4711"));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(events(spans.named("request")))
				.containsExactly("cache.miss {cache.key=\"4711\", cache.name=\"prices\"}");
		});
	}

	@Test
	void manyCallsLeaveRoomForOtherEvents() {
		this.runner.run((context) -> {
			Prices prices = context.getBean(Prices.class);
			within(context, () -> {
				for (int i = 0; i < 200; i++) {
					prices.of("4711");
				}
				Span.current().recordException(new IllegalStateException("fails"));
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			SpanData request = spans.named("request");
			assertThat(request.getEvents()).hasSize(33).last().matches((event) -> event.getName().equals("exception"));
			assertThat(RecordedSpans.attributes(request)).containsEntry("cache.hits", 199L)
				.containsEntry("cache.misses", 1L);
		});
	}

	@Test
	void callOutsideATraceMakesNoSpan() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Prices.class).of("4711")).isEqualTo(4);
			within(context, () -> {
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(events(spans.named("request"))).isEmpty();
		});
	}

	@Test
	void keyIsToldOfATraceOfWhichARuleWantsAllDetail() {
		this.runner
			.withConfiguration(AutoConfigurations.of(SamplingAutoConfiguration.class, RulesAutoConfiguration.class))
			.withPropertyValues("tracing.rules[0].span-name=request", "tracing.rules[0].debug=true")
			.run((context) -> {
				within(context, () -> context.getBean(Prices.class).of("4711"));
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(1);
				assertThat(events(spans.named("request"))).singleElement().asString().contains("cache.key=\"4711\"");
			});
	}

	@Test
	void nothingIsToldWhereThatIsOff() {
		this.runner.withPropertyValues("tracing.cache.enabled=false").run((context) -> {
			within(context, () -> context.getBean(Prices.class).of("4711"));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(events(spans.named("request"))).isEmpty();
		});
	}

	@Test
	void applicationWithoutCaching() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(CacheTracingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheObservation.class));
	}

	private static List<String> events(SpanData span) {
		return span.getEvents().stream().map((event) -> event.getName() + " " + event.getAttributes()).toList();
	}

	private static void within(ApplicationContext context, Runnable task) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

		@Bean
		CacheManager caches() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		Prices prices() {
			return new Prices();
		}

	}

	static class Prices {

		@Cacheable("prices")
		public int of(String article) {
			return article.length();
		}

		@Cacheable(cacheNames = "prices", sync = true)
		public int synchronizedOf(String article) {
			return article.length();
		}

		@CacheEvict(cacheNames = "prices", allEntries = true)
		public void forget() {
		}

	}

}
