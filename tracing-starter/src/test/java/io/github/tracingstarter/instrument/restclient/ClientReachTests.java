package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which clients are traced: each way to obtain one, with exactly one span for each call.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientReachTests {

	private final ApplicationContextRunner runner = TracedApplication.runner();

	private final Upstream upstream = new Upstream();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	void restClientMadeWithoutBuilderBean() {
		this.runner.withBean(RestClient.class, () -> RestClient.create()).run((context) -> {
			call(context.getBean(RestClient.class));
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void restClientBeanMadeWithBuilderBean() {
		this.runner.withUserConfiguration(RestClientFromBuilder.class).run((context) -> {
			call(context.getBean(RestClient.class));
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void injectedBuilderThatIsGivenAnotherRequestFactory() {
		this.runner.run((context) -> {
			RestClient.Builder builder = context.getBean(RestClient.Builder.class);
			call(builder.baseUrl(this.upstream.url("")).requestFactory(new SimpleClientHttpRequestFactory()).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void clonesAndMutations() {
		this.runner.run((context) -> {
			RestClient.Builder builder = context.getBean(RestClient.Builder.class).clone();
			call(builder.build().mutate().defaultHeader("X-Mine", "1").build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void builderOfTheApplicationsOwnThatBootConfigures() {
		this.runner.run((context) -> {
			call(context.getBean(RestClientBuilderConfigurer.class).configure(RestClient.builder()).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void clientThatIsGivenAnotherRequestFactory() {
		this.runner.withUserConfiguration(RestClientFromBuilder.class).run((context) -> {
			RestClient client = context.getBean(RestClient.class);
			call(client.mutate().requestFactory(new SimpleClientHttpRequestFactory()).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void clientMadeWithoutBuilderBeanThatIsGivenAnotherRequestFactory() {
		this.runner.withBean(RestClient.class, () -> RestClient.create()).run((context) -> {
			RestClient client = context.getBean(RestClient.class).mutate().build();
			call(client.mutate().requestFactory(new SimpleClientHttpRequestFactory()).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@ParameterizedTest
	@MethodSource("furtherSettings")
	void builderThatBootConfiguresAndThatIsGivenAnotherRequestFactory(Consumer<RestClient.Builder> settings) {
		this.runner.run((context) -> {
			RestClient.Builder builder = context.getBean(RestClientBuilderConfigurer.class)
				.configure(RestClient.builder());
			call(builder.apply(settings).requestFactory(new SimpleClientHttpRequestFactory()).build());
			// As without the starter: the span is that of the observation.
			assertOneSpan(context.getBean(RecordedSpans.class), "http get");
		});
	}

	@ParameterizedTest
	@MethodSource("furtherSettings")
	void builderThatIsGivenARequestFactoryBeforeBootConfiguresIt(Consumer<RestClient.Builder> settings) {
		this.runner.run((context) -> {
			RestClient.Builder builder = RestClient.builder().requestFactory(new SimpleClientHttpRequestFactory());
			call(context.getBean(RestClientBuilderConfigurer.class).configure(builder.apply(settings)).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	static List<Consumer<RestClient.Builder>> furtherSettings() {
		return List.of((builder) -> {
		}, (builder) -> builder.bufferContent((uri, method) -> true),
				(builder) -> builder.requestInterceptor((request, body, execution) -> execution.execute(request, body)),
				(builder) -> builder.bufferContent((uri, method) -> true)
					.requestInterceptor((request, body, execution) -> execution.execute(request, body)));
	}

	@Test
	void builderBeanOfTheApplicationsOwn() {
		this.runner.withBean("mine", RestClient.Builder.class, () -> RestClient.builder()).run((context) -> {
			call(context.getBean("mine", RestClient.Builder.class).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void restTemplateMadeWithoutBuilder() {
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate()).run((context) -> {
			call(context.getBean(RestTemplate.class));
			assertOneSpan(context.getBean(RecordedSpans.class), "GET");
		});
	}

	@Test
	void restTemplateMadeWithBuilderInsideABean() {
		this.runner.run((context) -> {
			call(context.getBean(RestTemplateBuilder.class).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void restTemplateBeanMadeWithBuilder() {
		this.runner.withUserConfiguration(RestTemplateFromBuilder.class).run((context) -> {
			call(context.getBean(RestTemplate.class));
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void restClientOnARestTemplateBean() {
		this.runner.withUserConfiguration(RestTemplateFromBuilder.class).run((context) -> {
			call(RestClient.create(context.getBean(RestTemplate.class)));
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void restTemplateWithBufferAndInterceptor() {
		RestTemplate template = new RestTemplate();
		template.setBufferingPredicate((uri, method) -> true);
		template.getInterceptors().add((request, body, execution) -> execution.execute(request, body));
		this.runner.withBean(RestTemplate.class, () -> template).run((context) -> {
			call(context.getBean(RestTemplate.class));
			assertOneSpan(context.getBean(RecordedSpans.class), "GET");
			assertThat(template.getRequestFactory()).isInstanceOfSatisfying(InterceptingClientHttpRequestFactory.class,
					(outer) -> assertThat(outer.getDelegate()).isInstanceOfSatisfying(
							BufferingClientHttpRequestFactory.class, (buffer) -> assertThat(buffer.getDelegate())
								.isInstanceOf(SimpleClientHttpRequestFactory.class)));
		});
	}

	@Test
	void interfaceOnARestClientBean() {
		this.runner.withUserConfiguration(RestClientFromBuilder.class).run((context) -> {
			RestClient client = context.getBean(RestClient.class).mutate().baseUrl(this.upstream.url("")).build();
			Users users = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
				.build()
				.createClient(Users.class);
			assertThat(users.user(7)).isEqualTo("hello");
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void importedInterfaceGroup() {
		this.runner.withUserConfiguration(ImportedInterfaces.class)
			.withPropertyValues("spring.http.serviceclient.users.base-url=" + this.upstream.url(""))
			.run((context) -> {
				assertThat(context.getBean(Users.class).user(7)).isEqualTo("hello");
				assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
			});
	}

	@Test
	void eachRetryOfAnInterceptorIsASpan() {
		ClientHttpRequestInterceptor retry = (request, body, execution) -> {
			execution.execute(request, body).close();
			return execution.execute(request, body);
		};
		this.runner.run((context) -> {
			call(context.getBean(RestClient.Builder.class).requestInterceptor(retry).build());
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("CLIENT GET /users/{id}\nCLIENT GET /users/{id}\n");
			assertThat(this.upstream.received()).extracting((request) -> request.header("traceparent").get(0))
				.doesNotHaveDuplicates()
				.allSatisfy((header) -> assertThat(header).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]"));
		});
	}

	@Test
	void failureOfAnInterceptorPassesUnchanged() {
		IllegalStateException mine = new IllegalStateException("mine");
		this.runner.run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class)
				.requestInterceptor((request, body, execution) -> {
					throw mine;
				})
				.build();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> call(client)).isSameAs(mine);
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	@ParameterizedTest
	@MethodSource("requestFactories")
	void requestsAreWrittenAsWithoutTracing(ClientHttpRequestFactory factory) {
		this.runner.run((context) -> {
			RestClient untraced = RestClient.builder().requestFactory(factory).build();
			RestClient traced = context.getBean(RestClient.Builder.class).requestFactory(factory).build();
			for (RestClient client : List.of(untraced, traced)) {
				stream(client, 300_000);
				post(client);
				client.get().uri(this.upstream.url("/")).retrieve().toBodilessEntity();
			}
			List<Upstream.Received> received = this.upstream.received();
			assertThat(received).hasSize(6);
			for (int i = 0; i < 3; i++) {
				Map<String, List<String>> expected = new TreeMap<>(received.get(i).headers());
				Map<String, List<String>> actual = new TreeMap<>(received.get(i + 3).headers());
				assertThat(actual.remove("Traceparent")).hasSize(1);
				assertThat(actual).isEqualTo(expected);
				assertThat(received.get(i + 3).bodySize()).isEqualTo(received.get(i).bodySize());
			}
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT POST\nCLIENT POST\nCLIENT GET\n");
		});
	}

	static List<ClientHttpRequestFactory> requestFactories() throws Exception {
		JettyClientHttpRequestFactory jetty = new JettyClientHttpRequestFactory();
		jetty.afterPropertiesSet();
		return List.of(new JdkClientHttpRequestFactory(), new SimpleClientHttpRequestFactory(),
				new HttpComponentsClientHttpRequestFactory(), jetty);
	}

	@Test
	void uploadIsOnItsWayWhileItIsWritten() {
		this.runner.run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).build();
			AtomicBoolean arrived = new AtomicBoolean();
			client.post().uri(URI.create(this.upstream.url("/"))).body((output) -> {
				output.write(new byte[1_000_000]);
				output.flush();
				arrived.set(this.upstream.awaitBody());
				output.write(new byte[1_000_000]);
			}).retrieve().toBodilessEntity();
			assertThat(arrived).isTrue();
			assertThat(this.upstream.only().bodySize()).isEqualTo(2_000_000);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT POST\n");
		});
	}

	@Test
	void factoryThatMakesRequestsOfATracedOne() {
		this.runner.withBean(RestTemplate.class, () -> new RestTemplate()).run((context) -> {
			ClientHttpRequestFactory traced = context.getBean(RestTemplate.class).getRequestFactory();
			ClientHttpRequestFactory own = (uri, method) -> traced.createRequest(uri, method);
			call(context.getBean(RestClient.Builder.class).requestFactory(own).build());
			assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
		});
	}

	@Test
	void mocksAreLeftAlone() {
		RestTemplate template = Mockito.mock(RestTemplate.class);
		RestClient client = Mockito.mock(RestClient.class);
		RestClient.Builder builder = Mockito.mock(RestClient.Builder.class);
		this.runner.withBean(RestTemplate.class, () -> template)
			.withBean(RestClient.class, () -> client)
			.withBean("mockedBuilder", RestClient.Builder.class, () -> builder)
			.run((context) -> {
				assertThat(context.getBean(RestTemplate.class)).isSameAs(template);
				assertThat(context.getBean(RestClient.class)).isSameAs(client);
				assertThat(context.getBean("mockedBuilder")).isSameAs(builder);
				assertThat(context.getBean(TracingReport.class).entries()).extracting(TracingReport.Entry::traced)
					.containsOnly(false);
			});
	}

	@Test
	void reportNamesEachBeanOnce() {
		this.runner.withUserConfiguration(RestClientFromBuilder.class, RestTemplateFromBuilder.class).run((context) -> {
			for (int i = 0; i < 10; i++) {
				context.getBean(RestClient.Builder.class);
			}
			assertThat(context.getBean(TracingReport.class).entries()).extracting(TracingReport.Entry::subject)
				.containsExactlyInAnyOrder("restClientBuilder (RestClient.Builder)", "restClient (RestClient)",
						"restTemplate (RestTemplate)");
		});
	}

	@Test
	void clientProxyBehavesAsAClient() {
		this.runner.withBean(RestClient.class, () -> RestClient.create()).run((context) -> {
			RestClient client = context.getBean(RestClient.class);
			assertThat(client).isEqualTo(client).hasSameHashCodeAs(client);
			assertThat(client.mutate().build()).isNotEqualTo(client);
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client.method(null))
				.withMessage("HttpMethod must not be null");
		});
	}

	@Test
	void clientGivenAwayBeforeItIsInitializedIsTheSameObject() {
		this.runner.withAllowCircularReferences(true).withUserConfiguration(Circular.class).run((context) -> {
			Circular.Template template = context.getBean(Circular.Template.class);
			assertThat(template.user).isNotNull();
			assertThat(template.user.template).isSameAs(template);
			assertThat(template.user.client).isSameAs(context.getBean(RestClient.class));
			call(template.user.template);
			assertOneSpan(context.getBean(RecordedSpans.class), "GET");
			context.getBean(RecordedSpans.class).clear();
			assertThat(template.user.client.get().uri(this.upstream.url("/")).retrieve().body(String.class))
				.isEqualTo("hello");
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\n");
		});
	}

	@Test
	void proxyOfSpringAopIsTraced() {
		this.runner.withBean(RestTemplate.class, () -> {
			ProxyFactory factory = new ProxyFactory(new RestTemplate());
			factory.setProxyTargetClass(true);
			return (RestTemplate) factory.getProxy();
		}).run((context) -> {
			call(context.getBean(RestTemplate.class));
			assertOneSpan(context.getBean(RecordedSpans.class), "GET");
		});
	}

	@Test
	void builderProxyBehavesAsABuilder() {
		this.runner.run((context) -> {
			RestClient.Builder builder = context.getBean(RestClient.Builder.class);
			assertThat(builder.baseUrl("http://localhost")).isSameAs(builder).isEqualTo(builder);
			assertThat(builder.clone()).isNotEqualTo(builder);
			assertThat(builder.hashCode()).isEqualTo(builder.hashCode());
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> builder.requestInterceptor(null))
				.withMessage("Interceptor must not be null");
		});
	}

	@Test
	void postProcessorMakesNoBeanIneligible(CapturedOutput output) {
		this.runner.withUserConfiguration(RestClientFromBuilder.class, RestTemplateFromBuilder.class)
			.run((context) -> assertThat(context).hasSingleBean(RestClient.class));
		assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
	}

	@Test
	void nothingIsTracedWhenOff() {
		this.runner.withPropertyValues("tracing.client.enabled=false")
			.withUserConfiguration(RestClientFromBuilder.class, RestTemplateFromBuilder.class)
			.run((context) -> {
				call(context.getBean(RestClient.class));
				call(context.getBean(RestTemplate.class));
				assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
				assertThat(this.upstream.received()).hasSize(2)
					.allSatisfy((request) -> assertThat(request.header("traceparent")).isEmpty());
				assertThat(context).doesNotHaveBean(ClientPostProcessor.class).doesNotHaveBean(TracedClients.class);
			});
	}

	@Test
	void nothingIsLeftOfUsWhenTracingIsOff() {
		this.runner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ClientPostProcessor.class)
				.doesNotHaveBean(ClientObservationPredicate.class));
	}

	@Test
	void applicationWithoutBootsRestClientModule() {
		TracedApplication.withoutBootsClients()
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.restclient"))
			.withBean(RestClient.class, () -> RestClient.create())
			.run((context) -> {
				call(context.getBean(RestClient.class));
				assertOneSpan(context.getBean(RecordedSpans.class), "GET /users/{id}");
			});
	}

	@Test
	void applicationWithoutSpringWeb() {
		TracedApplication.withoutBootsClients()
			.withClassLoader(new FilteredClassLoader("org.springframework.web", "org.springframework.http"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TracedClients.class));
	}

	private void assertOneSpan(RecordedSpans spans, String name) {
		assertThat(spans.tree()).isEqualTo("CLIENT %s\n".formatted(name));
		assertThat(this.upstream.only().header("traceparent")).singleElement()
			.asString()
			.contains(spans.first(SpanKind.CLIENT).getSpanId());
	}

	private void call(RestClient client) {
		assertThat(client.get().uri(this.upstream.url("/users/{id}"), 7).retrieve().body(String.class))
			.isEqualTo("hello");
	}

	private void call(RestTemplate template) {
		assertThat(template.getForObject(this.upstream.url("/users/{id}"), String.class, 7)).isEqualTo("hello");
	}

	private void post(RestClient client) {
		client.post()
			.uri(this.upstream.url("/"))
			.contentType(MediaType.TEXT_PLAIN)
			.body("some text")
			.retrieve()
			.toBodilessEntity();
	}

	private void stream(RestClient client, long size) {
		byte[] part = new byte[(int) Math.min(size, 65536)];
		client.method(HttpMethod.POST).uri(URI.create(this.upstream.url("/"))).body((output) -> {
			for (long left = size; left > 0; left -= part.length) {
				output.write(part, 0, (int) Math.min(left, part.length));
			}
		}).retrieve().toBodilessEntity();
	}

	@HttpExchange
	interface Users {

		@GetExchange("/users/{id}")
		String user(@PathVariable int id) throws IOException;

	}

	/**
	 * The template is exposed while it is injected, the client while another
	 * post-processor processes it.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ Circular.Template.class, Circular.User.class })
	static class Circular {

		@Bean
		RestClient restClient() {
			return RestClient.create();
		}

		@Bean
		static BeanPostProcessor asksForTheUser(ObjectProvider<User> user) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof RestClient) {
						user.getObject();
					}
					return bean;
				}

			};
		}

		static class Template extends RestTemplate {

			private @Nullable User user;

			@Autowired
			void use(User user) {
				this.user = user;
			}

		}

		static class User {

			private @Nullable RestTemplate template;

			private @Nullable RestClient client;

			@Autowired
			void use(RestTemplate template, RestClient client) {
				this.template = template;
				this.client = client;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RestClientFromBuilder {

		@Bean
		RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RestTemplateFromBuilder {

		@Bean
		RestTemplate restTemplate(RestTemplateBuilder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "users", types = Users.class)
	static class ImportedInterfaces {

	}

}
