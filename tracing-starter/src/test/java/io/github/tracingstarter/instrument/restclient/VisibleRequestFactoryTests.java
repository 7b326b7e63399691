package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an application gets if it asks a traced template for its request factory.
 */
@ExtendWith(OutputCaptureExtension.class)
class VisibleRequestFactoryTests {

	private final ApplicationContextRunner runner = TracedApplication.runner();

	private final Upstream upstream = new Upstream();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	void castOfATemplateJustBuilt() {
		this.runner.withUserConfiguration(CastInABeanMethod.class)
			.withPropertyValues("spring.http.clients.imperative.factory=simple")
			.run((context) -> {
				RestTemplate template = context.getBean(RestTemplate.class);
				call(template);
				assertOneSpan(context.getBean(RecordedSpans.class));
				assertThatExceptionOfType(ResourceAccessException.class)
					.isThrownBy(() -> template.getForObject(this.upstream.url("/hang"), String.class))
					.withMessageContaining("timed out");
			});
	}

	@ParameterizedTest
	@MethodSource("factories")
	void factoryOfAFinishedTemplateHasItsTypeAndState(ClientHttpRequestFactory factory) {
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate(factory)).run((context) -> {
			RestTemplate template = context.getBean(RestTemplate.class);
			ClientHttpRequestFactory visible = template.getRequestFactory();
			assertThat(visible).isInstanceOf(factory.getClass()).isEqualTo(factory).hasSameHashCodeAs(factory);
			assertThat(visible.toString()).isEqualTo(factory.toString());
			ReflectionUtils.doWithFields(factory.getClass(), (field) -> {
				field.setAccessible(true);
				assertThat(field.get(visible)).as(field.getName()).isEqualTo(field.get(factory));
			}, (field) -> !Modifier.isStatic(field.getModifiers()));
			call(template);
			assertOneSpan(context.getBean(RecordedSpans.class));
		});
	}

	static List<ClientHttpRequestFactory> factories() throws Exception {
		JettyClientHttpRequestFactory jetty = new JettyClientHttpRequestFactory();
		jetty.afterPropertiesSet();
		return List.of(new SimpleClientHttpRequestFactory(), new JdkClientHttpRequestFactory(),
				new HttpComponentsClientHttpRequestFactory(), jetty, new Hidden(), new Wrapper(),
				new BufferingClientHttpRequestFactory(new SimpleClientHttpRequestFactory()),
				new InterceptingClientHttpRequestFactory(new SimpleClientHttpRequestFactory(), List.of()),
				new SimpleClientHttpRequestFactory() {
				});
	}

	@Test
	void whatIsSetOrReadThroughACastIsOfTheApplicationsFactory() {
		HttpComponentsClientHttpRequestFactory factory = new HttpComponentsClientHttpRequestFactory();
		factory.setReadTimeout(1000);
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate(factory)).run((context) -> {
			HttpComponentsClientHttpRequestFactory visible = (HttpComponentsClientHttpRequestFactory) context
				.getBean(RestTemplate.class)
				.getRequestFactory();
			assertThat(visible.getHttpClient()).isSameAs(factory.getHttpClient());
			assertThat(ReflectionTestUtils.getField(visible, "readTimeout")).isEqualTo(1000L);
			visible.setReadTimeout(Duration.ofSeconds(2));
			assertThat(ReflectionTestUtils.getField(factory, "readTimeout")).isEqualTo(2000L);
			assertThat(ReflectionTestUtils.getField(visible, "readTimeout")).isEqualTo(2000L);
		});
	}

	@Test
	void requestsAreCountedByTheApplicationsFactory() {
		Hidden factory = new Hidden();
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate(factory)).run((context) -> {
			call(context.getBean(RestTemplate.class));
			assertThat(factory.requests).hasValue(1);
		});
	}

	@Test
	void factoryWithInterceptorsIsWhatItIsUntraced() {
		SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
		this.runner.withBean(RestTemplate.class, () -> {
			RestTemplate template = new RestTemplate(factory);
			template.getInterceptors().add((request, body, execution) -> execution.execute(request, body));
			// Created at the first call, and kept.
			assertThat(template.getRequestFactory()).isNotNull();
			return template;
		}).run((context) -> {
			RestTemplate template = context.getBean(RestTemplate.class);
			assertThat(template.getRequestFactory()).isExactlyInstanceOf(InterceptingClientHttpRequestFactory.class);
			assertThat(template.getClientHttpRequestInitializers()).isEmpty();
			call(template);
			assertOneSpan(context.getBean(RecordedSpans.class));
		});
	}

	@Test
	void clientMadeOfATemplateIsTraced() {
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate(new JdkClientHttpRequestFactory()))
			.run((context) -> {
				RestClient client = RestClient.create(context.getBean(RestTemplate.class));
				assertThat(client.get().uri(this.upstream.url("/")).retrieve().body(String.class)).isEqualTo("hello");
				assertOneSpan(context.getBean(RecordedSpans.class));
			});
	}

	@Test
	void finalFactoryIsLeftAloneAndNamed(CapturedOutput output) {
		FinalFactory factory = new FinalFactory();
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate(factory))
			.withBean("other", RestTemplate.class, () -> new RestTemplate(new FinalMethod()))
			.run((context) -> {
				RestTemplate template = context.getBean("restTemplate", RestTemplate.class);
				assertThat(template.getRequestFactory()).isSameAs(factory);
				call(template);
				assertThat(context.getBean("other", RestTemplate.class).getRequestFactory())
					.isExactlyInstanceOf(FinalMethod.class);
				assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
				assertThat(context.getBean(TracingReport.class).entries()).extracting(TracingReport.Entry::traced)
					.containsOnly(false);
			});
		assertThat(output.getOut().split("a request factory of type .*FinalFactory have only Spring's", -1)).hasSize(2);
		assertThat(output.getOut().split("a request factory of type .*FinalMethod have only Spring's", -1)).hasSize(2);
	}

	@Test
	void finalFactoryOfATemplateThatBootBuildsHasTheSpanOfBoot() {
		this.runner.run((context) -> {
			FinalFactory factory = new FinalFactory();
			RestTemplate template = context.getBean(RestTemplateBuilder.class).requestFactory(() -> factory).build();
			assertThat(template.getRequestFactory()).isSameAs(factory);
			call(template);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT http get\n");
			assertThat(this.upstream.only().header("traceparent")).hasSize(1);
		});
	}

	@Test
	void lambdaIsTraced() {
		ClientHttpRequestFactory jdk = new JdkClientHttpRequestFactory();
		this.runner
			.withBean(RestTemplate.class, () -> new RestTemplate((uri, method) -> jdk.createRequest(uri, method)))
			.run((context) -> {
				call(context.getBean(RestTemplate.class));
				assertOneSpan(context.getBean(RecordedSpans.class));
			});
	}

	private void call(RestTemplate template) {
		assertThat(template.getForObject(this.upstream.url("/"), String.class)).isEqualTo("hello");
	}

	private void assertOneSpan(RecordedSpans spans) {
		assertThat(spans.tree()).isEqualTo("CLIENT GET\n");
		assertThat(this.upstream.only().header("traceparent")).singleElement()
			.asString()
			.contains(spans.all().get(0).getSpanId());
	}

	@Configuration(proxyBeanMethods = false)
	static class CastInABeanMethod {

		@Bean
		RestTemplate restTemplate(RestTemplateBuilder builder) {
			RestTemplate template = builder.build();
			((SimpleClientHttpRequestFactory) template.getRequestFactory()).setReadTimeout(500);
			return template;
		}

	}

	private static class Hidden implements ClientHttpRequestFactory {

		private final AtomicInteger requests = new AtomicInteger();

		private final SimpleClientHttpRequestFactory delegate = new SimpleClientHttpRequestFactory();

		private Hidden() {
		}

		@Override
		public ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod) throws IOException {
			this.requests.incrementAndGet();
			return this.delegate.createRequest(uri, httpMethod);
		}

	}

	static class Wrapper extends AbstractClientHttpRequestFactoryWrapper {

		Wrapper() {
			super(new SimpleClientHttpRequestFactory());
		}

		@Override
		protected ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod,
				ClientHttpRequestFactory requestFactory) throws IOException {
			return requestFactory.createRequest(uri, httpMethod);
		}

	}

	static final class FinalFactory extends SimpleClientHttpRequestFactory {

	}

	static class FinalMethod extends SimpleClientHttpRequestFactory {

		final int answer() {
			return 42;
		}

	}

}
