package io.github.tracingstarter.instrument.servlet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.opentelemetry.semconv.UrlAttributes;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of when the attributes of a request are set: before the sampler decides, if it
 * may use them, and otherwise only if the request is recorded.
 */
class SampledRequestTests {

	/** Nearly all traces, but as far as is known beforehand, it might drop one. */
	private static final String NEARLY_ALL = "tracing.sampling.probability=0.999999999";

	@Test
	void aRequestThatMightHaveBeenDroppedIsDescribedAsAnyOther() {
		Map<String, Object> always = attributesOf("tracing.sampling.probability=1");
		assertThat(always).containsKeys("url.path", "url.query", "user_agent.original", "http.route");
		assertThat(attributesOf(NEARLY_ALL)).isEqualTo(always);
	}

	@Test
	void aDroppedRequestIsAnsweredAndLeavesNothing() {
		try (ConfigurableApplicationContext context = run(Empty.class, "tracing.sampling.probability=0")) {
			assertThat(http(context).get("/users/1").body()).isEqualTo("user 1");
			assertThat(http(context).get("/boom").statusCode()).isEqualTo(500);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEmpty();
		}
	}

	@Test
	void aSamplerOfTheApplicationSeesTheAttributes() {
		try (ConfigurableApplicationContext context = run(ByPath.class)) {
			http(context).get("/users/1");
			http(context).get("/users/2");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.SERVER))).containsEntry("url.path", "/users/2");
			assertThat(spans.tree()).isEqualTo("SERVER GET /users/{id}\n");
		}
	}

	private static Map<String, Object> attributesOf(String property) {
		try (ConfigurableApplicationContext context = run(Empty.class, property)) {
			http(context).get("/users/42?name=x", "User-Agent", "test/1");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			Map<String, Object> attributes = new TreeMap<>(RecordedSpans.attributes(spans.first(SpanKind.SERVER)));
			attributes.remove("server.port");
			return attributes;
		}
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static ConfigurableApplicationContext run(Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(WebTestApplication.class, TomcatServerTests.TomcatContainer.class,
				configuration)
			.properties("server.port=0", "tracing.exporters=none")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	static class ByPath {

		@Bean
		Sampler byPath() {
			return new Sampler() {

				@Override
				public SamplingResult shouldSample(Context parentContext, String traceId, String name,
						SpanKind spanKind, Attributes attributes, List<LinkData> parentLinks) {
					return "/users/1".equals(attributes.get(UrlAttributes.URL_PATH)) ? SamplingResult.drop()
							: SamplingResult.recordAndSample();
				}

				@Override
				public String getDescription() {
					return "by path";
				}

			};
		}

	}

}
