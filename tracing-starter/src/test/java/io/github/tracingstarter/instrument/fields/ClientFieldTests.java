package io.github.tracingstarter.instrument.fields;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import io.github.tracingstarter.instrument.httpclient.HttpClientTracingAutoConfiguration;
import io.github.tracingstarter.instrument.restclient.ClientObservationAutoConfiguration;
import io.github.tracingstarter.instrument.restclient.ClientTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import jakarta.annotation.PostConstruct;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.PriorityOrdered;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.client.support.RestTemplateAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Clients that are in a field of a bean but are not beans.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientFieldTests {

	private final Upstream upstream = new Upstream();

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(
				AutoConfigurations.of(ClientObservationAutoConfiguration.class, ClientTracingAutoConfiguration.class,
						HttpClientTracingAutoConfiguration.class, FieldTracingAutoConfiguration.class))
		.withUserConfiguration(Packages.class);

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	void clientsOfEachKind() {
		this.runner.withBean(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			String url = this.upstream.url("/users/7");
			assertThat(service.template.getForObject(url, String.class)).isEqualTo("hello");
			assertThat(service.operations.getForObject(url, String.class)).isEqualTo("hello");
			assertThat(service.client.get().uri(url).retrieve().body(String.class)).isEqualTo("hello");
			assertThat(service.builder.build().get().uri(url).retrieve().body(String.class)).isEqualTo("hello");
			assertThat(service.jdk(url)).isEqualTo("hello");
			assertThat(service.apache(url)).isEqualTo("hello");
			assertThat(service.okHttp(url)).isEqualTo("hello");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("CLIENT GET\n".repeat(7));
			assertThat(this.upstream.received()).hasSize(7)
				.allSatisfy((request) -> assertThat(request.header("traceparent")).hasSize(1));
			assertThat(context.getBean(TracingReport.class).entries()).hasSize(7)
				.allSatisfy((entry) -> assertThat(entry.traced()).isTrue())
				.extracting(TracingReport.Entry::subject)
				.contains(context.getBeanNamesForType(Service.class)[0] + ".template (RestTemplate)");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.client.fields=false", "tracing.client.enabled=false", "tracing.enabled=false" })
	void noneIsTouchedWhenOff(String property) {
		this.runner.withPropertyValues(property).withBean(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(service.okHttp).isSameAs(service.asMade);
			assertThat(service.template.getForObject(this.upstream.url("/"), String.class)).isEqualTo("hello");
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(this.upstream.only().header("traceparent")).isEmpty();
		});
	}

	@Test
	void clientThatIsMadeWhenTheBeanIsInitialized() {
		this.runner.withBean(Initialized.class).run((context) -> {
			call(context.getBean(Initialized.class).client);
			assertOneSpan(context.getBean(RecordedSpans.class));
		});
	}

	@Test
	void whatTheBeanBuildsWithItsClientWhenItIsInitialized() {
		this.runner.withBean(Building.class).run((context) -> {
			Building bean = context.getBean(Building.class);
			assertThat(bean.built).isSameAs(bean.client);
		});
	}

	@Test
	void fieldOfASuperclass() {
		this.runner.withBean(Derived.class).run((context) -> {
			call(context.getBean(Derived.class).inherited());
			assertOneSpan(context.getBean(RecordedSpans.class));
		});
	}

	@Test
	void restClientIsTracedForAllWhoHaveIt() {
		assumeFinalFieldsCanBeSet();
		this.runner.withBean(Interfaces.class).run((context) -> {
			assertThat(context.getBean(Interfaces.class).users(this.upstream.url("")).user(7)).isEqualTo("hello");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("CLIENT GET /users/{id}\n");
		});
	}

	@Test
	void staticFields() {
		assumeFinalFieldsCanBeSet();
		this.runner.withBean(Statics.class).run((context) -> {
			call(Statics.TEMPLATE);
			call(Statics.CLIENT);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\nCLIENT GET\n");
			assertThat(context.getBean(TracingReport.class).entries()).filteredOn((entry) -> !entry.traced())
				.singleElement()
				.satisfies((entry) -> {
					assertThat(entry.subject()).endsWith(".JDK (HttpClient)");
					assertThat(entry.reason()).isEqualTo("its field is static and final");
				});
		});
	}

	@Test
	void fieldsOfARecord() {
		this.runner.withBean(Values.class, () -> new Values(new RestTemplate(), HttpClient.newHttpClient()))
			.run((context) -> {
				call(context.getBean(Values.class).template());
				assertOneSpan(context.getBean(RecordedSpans.class));
				assertThat(context.getBean(TracingReport.class).entries()).filteredOn((entry) -> !entry.traced())
					.singleElement()
					.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("its field cannot be changed"));
			});
	}

	@Test
	void configurationClassAndTheBeanItMakesOfItsField() {
		assumeFinalFieldsCanBeSet();
		this.runner.withUserConfiguration(Config.class).run((context) -> {
			HttpClient bean = context.getBean(HttpClient.class);
			assertThat(context.getBean(Config.class).client).isSameAs(bean);
			assertThat(context.getBean(Second.class).client).isSameAs(bean);
			bean.send(HttpRequest.newBuilder(URI.create(this.upstream.url("/"))).build(), BodyHandlers.ofString());
			assertOneSpan(context.getBean(RecordedSpans.class));
		});
	}

	@Test
	void sharedClientStaysShared() {
		HttpClient shared = HttpClient.newHttpClient();
		this.runner.withBean("one", Holder.class, () -> new Holder(shared))
			.withBean("other", Holder.class, () -> new Holder(shared))
			.run((context) -> {
				HttpClient one = context.getBean("one", Holder.class).client;
				assertThat(one).isNotSameAs(shared).isSameAs(context.getBean("other", Holder.class).client);
			});
	}

	@Test
	void clientBeanThatIsInjectedIsReportedOnce() {
		this.runner.withBean("template", RestTemplate.class, () -> new RestTemplate())
			.withBean(Injected.class)
			.run((context) -> {
				call(context.getBean(Injected.class).template);
				assertOneSpan(context.getBean(RecordedSpans.class));
				assertThat(context.getBean(TracingReport.class).entries()).singleElement()
					.satisfies((entry) -> assertThat(entry.subject()).isEqualTo("template (RestTemplate)"));
			});
	}

	@Test
	void prototypes() {
		this.runner.withUserConfiguration(Prototypes.class).run((context) -> {
			for (int i = 0; i < 3; i++) {
				call(context.getBean(Derived.class).inherited());
			}
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\n".repeat(3));
			assertThat(context.getBean(TracingReport.class).entries()).hasSize(1);
		});
	}

	@Test
	void proxyOfSpringAop() {
		this.runner.withUserConfiguration(Proxies.class).run((context) -> {
			Derived proxy = context.getBean(Derived.class);
			assertThat(proxy).isNotExactlyInstanceOf(Derived.class);
			call(proxy.inherited());
			assertOneSpan(context.getBean(RecordedSpans.class));
			assertThat(AopProxyUtils.getSingletonTarget(proxy)).isExactlyInstanceOf(Derived.class);
		});
	}

	@Test
	void lazyProxyIsNotResolved() {
		this.runner.withUserConfiguration(LazyTemplate.class).withBean(LazyUser.class).run((context) -> {
			assertThat(context.getBean(LazyTemplate.class).made).isFalse();
			call(context.getBean(LazyUser.class).template);
			assertOneSpan(context.getBean(RecordedSpans.class));
		});
	}

	@Test
	void circularReferences() {
		this.runner.withAllowCircularReferences(true).withBean(Left.class).withBean(Right.class).run((context) -> {
			assertThat(context.getBean(Left.class).right).isSameAs(context.getBean(Right.class));
			assertThat(context.getBean(Right.class).left).isSameAs(context.getBean(Left.class));
			call(context.getBean(Left.class).template);
			call(context.getBean(Right.class).client);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\nCLIENT GET\n");
		});
	}

	@Test
	void mocksAndSpiesAreLeftAlone() {
		RestTemplate mock = Mockito.mock(RestTemplate.class);
		HttpClient client = Mockito.mock(HttpClient.class);
		this.runner.withBean(Injected.class, () -> new Injected(mock))
			.withBean(Holder.class, () -> new Holder(client))
			.run((context) -> {
				assertThat(context.getBean(Injected.class).template).isSameAs(mock);
				assertThat(context.getBean(Holder.class).client).isSameAs(client);
				Mockito.verifyNoInteractions(mock, client);
				assertThat(context.getBean(TracingReport.class).entries()).isEmpty();
			});
	}

	@Test
	void classOfALibraryIsLeftAlone() {
		RestTemplate template = new RestTemplate();
		this.runner.withBean(RestTemplateAdapter.class, () -> RestTemplateAdapter.create(template)).run((context) -> {
			assertThat(context).hasSingleBean(RestTemplateAdapter.class);
			call(template);
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(context.getBean(TracingReport.class).entries()).isEmpty();
		});
	}

	@Test
	void clientOfTheApplicationsOwnClassIsNamed() {
		OkHttpClient own = new OwnClient();
		this.runner.withBean(OwnHolder.class, () -> new OwnHolder(own)).run((context) -> {
			assertThat(context.getBean(OwnHolder.class).client).isSameAs(own);
			assertThat(context.getBean(TracingReport.class).entries()).singleElement().satisfies((entry) -> {
				assertThat(entry.traced()).isFalse();
				assertThat(entry.reason()).contains("not one of the library's own clients");
			});
		});
	}

	@Test
	void postProcessorMakesNoBeanIneligible(CapturedOutput output) {
		this.runner.withUserConfiguration(Early.class).run((context) -> call(context.getBean(Injected.class).template));
		assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
	}

	private static void assumeFinalFieldsCanBeSet() {
		assumeTrue(Runtime.version().feature() < 26);
	}

	private void call(RestOperations template) {
		assertThat(template.getForObject(this.upstream.url("/"), String.class)).isEqualTo("hello");
	}

	private void call(@Nullable RestClient client) {
		assertThat(client).isNotNull();
		assertThat(client.get().uri(this.upstream.url("/")).retrieve().body(String.class)).isEqualTo("hello");
	}

	private void assertOneSpan(RecordedSpans spans) {
		spans.await(1);
		assertThat(spans.tree()).isEqualTo("CLIENT GET\n");
		assertThat(this.upstream.only().header("traceparent")).hasSize(1);
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class Packages {

	}

	static class Service {

		private final RestTemplate template = new RestTemplate();

		private RestOperations operations = new RestTemplate();

		private final RestClient client = RestClient.create();

		private final RestClient.Builder builder = RestClient.builder();

		private HttpClient jdk = HttpClient.newHttpClient();

		private CloseableHttpClient apache = HttpClients.createDefault();

		private OkHttpClient okHttp = new OkHttpClient();

		private final Object asMade = this.okHttp;

		String jdk(String url) throws IOException, InterruptedException {
			return this.jdk.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).body();
		}

		String apache(String url) throws IOException {
			return this.apache.execute(new HttpGet(url), (response) -> EntityUtils.toString(response.getEntity()));
		}

		String okHttp(String url) throws IOException {
			try (Response response = this.okHttp.newCall(new Request.Builder().url(url).build()).execute()) {
				return response.body().string();
			}
		}

	}

	static class Initialized {

		@Nullable RestClient client;

		@PostConstruct
		void init() {
			this.client = RestClient.create();
		}

	}

	static class Building {

		private HttpClient client = HttpClient.newHttpClient();

		private @Nullable Object built;

		@PostConstruct
		void init() {
			this.built = this.client;
		}

	}

	abstract static class Base {

		private final RestTemplate template = new RestTemplate();

		RestTemplate inherited() {
			return this.template;
		}

	}

	static class Derived extends Base {

	}

	interface Users {

		@GetExchange("/users/{id}")
		String user(@PathVariable int id);

	}

	static class Interfaces {

		private final RestClient client = RestClient.builder().baseUrl("http://localhost").build();

		private final RestClientAdapter adapter = RestClientAdapter.create(this.client);

		Users users(String url) {
			return HttpServiceProxyFactory.builderFor(this.adapter)
				.embeddedValueResolver((value) -> url + value)
				.build()
				.createClient(Users.class);
		}

	}

	static class Statics {

		static final RestTemplate TEMPLATE = new RestTemplate();

		static final RestClient CLIENT = RestClient.create();

		static final HttpClient JDK = HttpClient.newHttpClient();

	}

	record Values(RestTemplate template, HttpClient client) {

	}

	@Configuration
	static class Config {

		final HttpClient client = HttpClient.newHttpClient();

		@Bean(destroyMethod = "")
		HttpClient client() {
			return this.client;
		}

		@Bean
		Second second() {
			return new Second(client());
		}

	}

	static class Second {

		final HttpClient client;

		Second(HttpClient client) {
			this.client = client;
		}

	}

	static class Holder {

		HttpClient client;

		Holder(HttpClient client) {
			this.client = client;
		}

	}

	static class Injected {

		final RestTemplate template;

		Injected(RestTemplate template) {
			this.template = template;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		@Bean
		@Scope("prototype")
		Derived derived() {
			return new Derived();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxies {

		@Bean
		Derived derived() {
			return new Derived();
		}

		@Bean
		static BeanPostProcessor proxies() {
			return new First();
		}

		static class First implements BeanPostProcessor, PriorityOrdered {

			@Override
			public int getOrder() {
				return HIGHEST_PRECEDENCE;
			}

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (!(bean instanceof Derived)) {
					return bean;
				}
				ProxyFactory factory = new ProxyFactory(bean);
				factory.setProxyTargetClass(true);
				return factory.getProxy();
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTemplate {

		boolean made;

		@Bean
		@Lazy
		RestTemplate template() {
			this.made = true;
			return new RestTemplate();
		}

	}

	static class LazyUser {

		final RestTemplate template;

		LazyUser(@Lazy RestTemplate template) {
			this.template = template;
		}

	}

	static class Left {

		final RestTemplate template = new RestTemplate();

		@Nullable Right right;

		@Autowired
		void use(Right right) {
			this.right = right;
		}

	}

	static class Right {

		final RestClient client = RestClient.create();

		@Nullable Left left;

		@Autowired
		void use(Left left) {
			this.left = left;
		}

	}

	static class OwnClient extends OkHttpClient {

	}

	static class OwnHolder {

		OkHttpClient client;

		OwnHolder(OkHttpClient client) {
			this.client = client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Early {

		private final RestTemplate template = new RestTemplate();

		@Bean
		Injected injected() {
			return new Injected(this.template);
		}

	}

}
