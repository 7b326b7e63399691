package io.github.tracingstarter.differential;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import feign.Feign;
import feign.Param;
import feign.RequestLine;
import jakarta.annotation.PreDestroy;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * What clients look like to their users, and what they send.
 */
final class Clients {

	private Clients() {
	}

	static Stream<Situation> situations() {
		return Stream.of(
				Situation.of("client: request factory of a template, cast in a bean method", Cast.class, Clients::call)
					.with("spring.http.clients.imperative.factory=simple"),
				Situation.of("client: request factories of finished templates", Templates.class, Clients::factories),
				Situation.of("client: settings of a template", Templates.class, Clients::settings),
				Situation.of("client: a template in a circular reference", Circular.class, Clients::circular)
					.with("spring.main.allow-circular-references=true"),
				Situation.of("client: another request factory for a copy", Rest.class, Clients::mutated),
				Situation.of("client: another request factory for a builder that Boot configures", Rest.class,
						Clients::configured),
				Situation.of("client: clients of libraries in beans and in fields", Libraries.class,
						Clients::libraries),
				Situation.of("client: asynchronous clients of libraries, and Feign, in beans and in fields",
						Asynchronous.class, Clients::asynchronous),
				Situation
					.of("client: asynchronous clients of libraries, and Feign, with headers and limits",
							Asynchronous.class, Clients::asynchronous)
					.with(Requests.DATA_PROTECTION));
	}

	private static Object call(ConfigurableApplicationContext context) throws IOException {
		try (Server server = new Server()) {
			return List.of(String.valueOf(context.getBean(RestTemplate.class).getForObject(server.url, String.class)));
		}
	}

	private static Object factories(ConfigurableApplicationContext context) throws IOException {
		RestTemplate simple = context.getBean("simple", RestTemplate.class);
		RestTemplate apache = context.getBean("apache", RestTemplate.class);
		RestTemplate jetty = context.getBean("jetty", RestTemplate.class);
		try (Server server = new Server()) {
			return List.of(simple.getRequestFactory() instanceof SimpleClientHttpRequestFactory,
					((HttpComponentsClientHttpRequestFactory) apache.getRequestFactory()).getHttpClient() != null,
					jetty.getRequestFactory() instanceof JettyClientHttpRequestFactory,
					apache.getRequestFactory().equals(apache.getRequestFactory()),
					context.getBean("intercepted", RestTemplate.class).getRequestFactory().getClass(),
					String.valueOf(simple.getForObject(server.url, String.class)),
					String.valueOf(apache.getForObject(server.url, String.class)));
		}
	}

	private static Object settings(ConfigurableApplicationContext context) throws IOException {
		RestTemplate template = context.getBean("intercepted", RestTemplate.class);
		try (Server server = new Server()) {
			return List.of(template.getClass(), template.getInterceptors().size(),
					template.getClientHttpRequestInitializers().size(), template.getMessageConverters().size(),
					String.valueOf(template.getForObject(server.url, String.class)));
		}
	}

	private static Object circular(ConfigurableApplicationContext context) throws IOException {
		Template template = context.getBean(Template.class);
		try (Server server = new Server()) {
			return List.of(template.user.template == template, template.getClass(),
					String.valueOf(template.getForObject(server.url, String.class)));
		}
	}

	private static Object mutated(ConfigurableApplicationContext context) throws IOException {
		RestClient client = context.getBean(RestClient.class)
			.mutate()
			.requestFactory(new SimpleClientHttpRequestFactory())
			.build();
		return get(client);
	}

	private static Object configured(ConfigurableApplicationContext context) throws IOException {
		return get(context.getBean(RestClientBuilderConfigurer.class)
			.configure(RestClient.builder())
			.requestFactory(new SimpleClientHttpRequestFactory())
			.build());
	}

	private static Object libraries(ConfigurableApplicationContext context) throws Exception {
		Libraries application = context.getBean(Libraries.class);
		HttpClient bean = context.getBean(HttpClient.class);
		try (Server server = new Server()) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(server.url)).header("mine", "1").build();
			return List.of(bean.followRedirects(), bean.connectTimeout().isPresent(), bean.executor().isPresent(),
					bean.send(request, HttpResponse.BodyHandlers.ofString()).body(), application.field == bean,
					application.field.sendAsync(request, HttpResponse.BodyHandlers.ofString())
						.thenApply(HttpResponse::body)
						.get(),
					context.getBean(CloseableHttpClient.class)
						.execute(new HttpGet(server.url), (response) -> EntityUtils.toString(response.getEntity())),
					String.valueOf(application.template.getForObject(server.url, String.class)),
					application.template.getRequestFactory() instanceof SimpleClientHttpRequestFactory);
		}
	}

	private static Object asynchronous(ConfigurableApplicationContext context) throws Exception {
		Asynchronous application = context.getBean(Asynchronous.class);
		List<Object> seen = new ArrayList<>();
		try (Server server = new Server()) {
			for (String url : List.of(server.url, "http://127.0.0.1:1/")) {
				for (OkHttpClient client : List.of(context.getBean(OkHttpClient.class), application.okHttp)) {
					Answer answer = new Answer(new CompletableFuture<>());
					Call call = client.newCall(new Request.Builder().url(url).header("mine", "1").build());
					call.enqueue(answer);
					Call answered = answer.call().get(10, TimeUnit.SECONDS);
					seen.add(List.of(answered == call, answer.text().toString(), call.isExecuted(), call.isCanceled(),
							client.dispatcher().runningCallsCount() >= 0));
				}
				for (CloseableHttpAsyncClient client : List.of(context.getBean(CloseableHttpAsyncClient.class),
						application.apache)) {
					Future<SimpleHttpResponse> answer = client.execute(SimpleRequestBuilder.get(url).build(), null);
					seen.add(outcome(() -> answer.get(10, TimeUnit.SECONDS).getBodyText()));
					seen.add(List.of(client.getStatus(), answer.isDone(), answer.isCancelled()));
				}
			}
			Feigned bean = context.getBean(FeignedBeans.class).target(server.url);
			Feigned traced = (Feigned) context.getAutowireCapableBeanFactory().initializeBean(bean, "feigned");
			seen.add(outcome(() -> traced.user(7)));
			seen.add(outcome(() -> String.valueOf(traced.status(404))));
			seen.add(List.of(traced == bean, traced.equals(bean), traced.toString().startsWith("HardCodedTarget")));
		}
		return seen;
	}

	private static String outcome(Callable<@Nullable String> call) {
		try {
			return String.valueOf(call.call());
		}
		catch (Exception ex) {
			return ex.getClass() + " of " + ((ex.getCause() != null) ? ex.getCause().getClass() : null);
		}
	}

	private static Object get(RestClient client) throws IOException {
		try (Server server = new Server()) {
			return String.valueOf(client.get().uri(server.url).retrieve().body(String.class));
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Cast {

		@Bean
		RestTemplate restTemplate(RestTemplateBuilder builder) {
			RestTemplate template = builder.build();
			((SimpleClientHttpRequestFactory) template.getRequestFactory()).setReadTimeout(5000);
			return template;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Templates {

		@Bean
		RestTemplate simple() {
			return new RestTemplate();
		}

		@Bean
		RestTemplate apache() {
			return new RestTemplate(new HttpComponentsClientHttpRequestFactory());
		}

		@Bean
		RestTemplate jetty() {
			return new RestTemplate(new JettyClientHttpRequestFactory());
		}

		@Bean
		RestTemplate intercepted() {
			RestTemplate template = new RestTemplate();
			template.getInterceptors().add((request, body, execution) -> execution.execute(request, body));
			return template;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Template.class, User.class })
	static class Circular {

	}

	static class Template extends RestTemplate {

		User user = new User();

		@Autowired
		void use(User user) {
			this.user = user;
		}

	}

	static class User {

		RestTemplate template = new RestTemplate();

		@Autowired
		void use(RestTemplate template) {
			this.template = template;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Rest {

		@Bean
		@Lazy
		RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Libraries {

		final HttpClient field = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

		final RestTemplate template = new RestTemplate();

		@Bean
		HttpClient jdk() {
			return this.field;
		}

		@Bean
		CloseableHttpClient apache() {
			return HttpClients.createDefault();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(FeignedBeans.class)
	static class Asynchronous {

		private OkHttpClient okHttp = new OkHttpClient();

		private CloseableHttpAsyncClient apache = apache();

		@Bean
		OkHttpClient okHttpClient() {
			return new OkHttpClient();
		}

		@Bean
		CloseableHttpAsyncClient apacheClient() {
			return apache();
		}

		private static CloseableHttpAsyncClient apache() {
			CloseableHttpAsyncClient client = HttpAsyncClients.createDefault();
			client.start();
			return client;
		}

		@PreDestroy
		void close() throws IOException {
			this.apache.close();
		}

	}

	static class FeignedBeans {

		Feigned target(String url) {
			return Feign.builder().target(Feigned.class, url);
		}

	}

	interface Feigned {

		@RequestLine("GET /users/{id}")
		String user(@Param("id") int id);

		@RequestLine("GET /status/{status}")
		String status(@Param("status") int status);

	}

	/**
	 * The result of an asynchronous OkHttp call.
	 *
	 * @param call the call that is passed to the callback
	 * @param text the answer
	 */
	private record Answer(CompletableFuture<Call> call, StringBuffer text) implements Callback {

		Answer(CompletableFuture<Call> call) {
			this(call, new StringBuffer());
		}

		@Override
		public void onFailure(Call call, IOException ex) {
			this.text.append(ex.getClass());
			this.call.complete(call);
		}

		@Override
		public void onResponse(Call call, Response response) throws IOException {
			this.text.append(response.code()).append(response.body().string());
			this.call.complete(call);
		}

	}

	/**
	 * Responds with what it received, except for the headers that carry the trace, and
	 * with the status that a path names.
	 */
	static final class Server implements AutoCloseable {

		private final HttpServer server;

		final String url;

		Server() throws IOException {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.url = "http://127.0.0.1:" + this.server.getAddress().getPort() + "/";
			this.server.createContext("/", (exchange) -> {
				TreeMap<String, Object> headers = new TreeMap<>(exchange.getRequestHeaders());
				headers.keySet().removeAll(List.of("Traceparent", "Tracestate", "Host"));
				String path = exchange.getRequestURI().toString();
				byte[] answer = (exchange.getRequestMethod() + path + headers).getBytes(StandardCharsets.UTF_8);
				int status = path.startsWith("/status/") ? Integer.parseInt(path.substring(8, 11)) : 200;
				exchange.sendResponseHeaders(status, answer.length);
				exchange.getResponseBody().write(answer);
				exchange.close();
			});
			this.server.start();
		}

		@Override
		public void close() {
			this.server.stop(0);
		}

	}

}
