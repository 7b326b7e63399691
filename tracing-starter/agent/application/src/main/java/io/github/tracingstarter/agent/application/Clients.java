package io.github.tracingstarter.agent.application;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import feign.Feign;
import feign.RequestLine;
import jakarta.servlet.http.HttpServletRequest;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;

import org.springframework.http.ResponseEntity;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls itself with clients that are created for the call. Each response contains
 * everything that the application sees of the call.
 */
@RestController
@RequestMapping("/clients")
class Clients {

	private final Map<String, Row> rows = new TreeMap<>();

	Clients() {
		this.rows.put("rest-client", (url) -> RestClient.create().get().uri(url).retrieve().body(String.class));
		this.rows.put("rest-client-copy",
				(url) -> RestClient.create().mutate().build().get().uri(url).retrieve().body(String.class));
		this.rows.put("rest-client-jdk",
				(url) -> rest(new JdkClientHttpRequestFactory(HttpClient.newHttpClient())).get()
					.uri(url)
					.retrieve()
					.body(String.class));
		this.rows.put("rest-client-apache",
				(url) -> rest(new HttpComponentsClientHttpRequestFactory(HttpClients.createDefault())).get()
					.uri(url)
					.retrieve()
					.body(String.class));
		this.rows.put("rest-client-url",
				(url) -> rest(new SimpleClientHttpRequestFactory()).get().uri(url).retrieve().body(String.class));
		this.rows.put("rest-template", (url) -> new RestTemplate().getForObject(url, String.class));
		this.rows.put("rest-template-jdk",
				(url) -> new RestTemplate(new JdkClientHttpRequestFactory()).getForObject(url, String.class));
		this.rows.put("rest-template-changed", (url) -> {
			RestTemplate template = new RestTemplate();
			template.getForObject(url, String.class);
			template.setRequestFactory(new JdkClientHttpRequestFactory());
			return template.getForObject(url, String.class);
		});
		this.rows.put("web-client",
				(url) -> WebClient.create().get().uri(url).retrieve().bodyToMono(String.class).block());
		this.rows.put("web-client-jdk",
				(url) -> WebClient.builder()
					.clientConnector(new JdkClientHttpConnector(HttpClient.newHttpClient()))
					.build()
					.get()
					.uri(url)
					.retrieve()
					.bodyToMono(String.class)
					.block());
		this.rows.put("jdk", (url) -> text(HttpClient.newHttpClient().send(request(url), BodyHandlers.ofString())));
		this.rows.put("jdk-builder",
				(url) -> text(HttpClient.newBuilder()
					.followRedirects(HttpClient.Redirect.ALWAYS)
					.build()
					.send(request(url + "/redirect"), BodyHandlers.ofString())));
		this.rows.put("jdk-async",
				(url) -> HttpClient.newHttpClient()
					.sendAsync(request(url), BodyHandlers.ofString())
					.thenApply(Clients::text)
					.join());
		this.rows.put("jdk-refused",
				(url) -> HttpClient.newHttpClient()
					.send(request("http://127.0.0.1:1/nobody"), BodyHandlers.ofString())
					.body());
		this.rows.put("apache", Clients::apache);
		this.rows.put("apache-async", Clients::apacheAsync);
		this.rows.put("okhttp", (url) -> text(new OkHttpClient().newCall(okhttp(url)).execute()));
		this.rows.put("okhttp-builder", (url) -> text(new OkHttpClient.Builder()
			.addInterceptor(
					(chain) -> chain.proceed(chain.request().newBuilder().header("X-Own", "interceptor").build()))
			.build()
			.newCall(okhttp(url))
			.execute()));
		this.rows.put("okhttp-copy",
				(url) -> text(new OkHttpClient().newBuilder().build().newCall(okhttp(url)).execute()));
		this.rows.put("okhttp-async", Clients::okhttpAsync);
		this.rows.put("feign", (url) -> Feign.builder().target(Api.class, url).hello());
		this.rows.put("feign-client",
				(url) -> Feign.builder().client(new feign.Client.Default(null, null)).target(Api.class, url).hello());
		addUrlConnections();
	}

	private void addUrlConnections() {
		this.rows.put("url", (url) -> text(open(url)));
		this.rows.put("url-stream", (url) -> text(URI.create(url).toURL().openStream()));
		this.rows.put("url-head", (url) -> {
			HttpURLConnection connection = open(url);
			connection.setRequestMethod("HEAD");
			return connection.getResponseCode() + " " + connection.getContentLength();
		});
		this.rows.put("url-post", (url) -> {
			HttpURLConnection connection = open(url + "/body");
			write(connection);
			return text(connection);
		});
		this.rows.put("url-streaming", (url) -> {
			HttpURLConnection connection = open(url + "/body");
			connection.setFixedLengthStreamingMode(4);
			write(connection);
			return text(connection);
		});
		this.rows.put("url-chunked", (url) -> {
			HttpURLConnection connection = open(url + "/body");
			connection.setRequestMethod("PUT");
			connection.setChunkedStreamingMode(16);
			write(connection);
			return text(connection);
		});
		this.rows.put("url-connect", (url) -> {
			HttpURLConnection connection = open(url);
			connection.connect();
			connection.connect();
			return connection.getHeaderField("X-Answer") + " " + text(connection);
		});
		this.rows.put("url-twice", (url) -> {
			HttpURLConnection connection = open(url);
			return connection.getResponseCode() + " " + connection.getInputStream().readAllBytes().length + " "
					+ connection.getResponseCode() + " " + connection.getHeaderField(0);
		});
		this.rows.put("url-redirect", (url) -> text(open(url + "/redirect")));
		this.rows.put("url-not-redirected", (url) -> {
			HttpURLConnection connection = open(url + "/redirect");
			connection.setInstanceFollowRedirects(false);
			return text(connection);
		});
		this.rows.put("url-missing", (url) -> {
			HttpURLConnection connection = open(url + "/status/404");
			try {
				return "found " + connection.getInputStream().available();
			}
			catch (FileNotFoundException ex) {
				InputStream body = connection.getErrorStream();
				return "not found, " + connection.getResponseCode() + " " + (body != null);
			}
		});
		this.rows.put("url-failing", (url) -> text(open(url + "/status/500")));
		this.rows.put("url-refused", (url) -> text(open("http://127.0.0.1:1/nobody")));
		this.rows.put("url-connect-refused", (url) -> {
			open("http://127.0.0.1:1/nobody").connect();
			return "connected";
		});
		this.rows.put("url-write-refused", (url) -> {
			write(open("http://127.0.0.1:1/nobody"));
			return "written";
		});
		this.rows.put("url-disconnect", (url) -> {
			HttpURLConnection connection = open(url);
			connection.connect();
			connection.disconnect();
			return "gone";
		});
		this.rows.put("url-header", (url) -> {
			HttpURLConnection connection = open(url + "/headers");
			connection.setRequestProperty("X-Own", "own");
			String before = connection.getRequestProperties().toString();
			return before + " " + text(connection);
		});
	}

	@GetMapping("/{row}")
	String call(@PathVariable String row, HttpServletRequest request) {
		String url = "http://127.0.0.1:%d/upstream".formatted(request.getLocalPort());
		Row found = this.rows.get(row);
		try {
			return (found != null) ? found.call(url) : "no row";
		}
		catch (Exception ex) {
			return ex.getClass().getName() + ": "
					+ String.valueOf(ex.getMessage()).replace(String.valueOf(request.getLocalPort()), "PORT");
		}
	}

	@GetMapping
	String all() {
		return String.join("\n", this.rows.keySet());
	}

	private static RestClient rest(org.springframework.http.client.ClientHttpRequestFactory factory) {
		return RestClient.builder().requestFactory(factory).build();
	}

	private static HttpRequest request(String url) {
		return HttpRequest.newBuilder(URI.create(url)).build();
	}

	private static Request okhttp(String url) {
		return new Request.Builder().url(url).build();
	}

	private static HttpURLConnection open(String url) throws IOException {
		return (HttpURLConnection) URI.create(url).toURL().openConnection();
	}

	private static void write(HttpURLConnection connection) throws IOException {
		connection.setDoOutput(true);
		try (OutputStream body = connection.getOutputStream()) {
			body.write("text".getBytes(StandardCharsets.US_ASCII));
		}
	}

	private static String text(HttpURLConnection connection) throws IOException {
		return connection.getResponseCode() + " " + connection.getRequestMethod() + " "
				+ text(connection.getInputStream());
	}

	private static String text(InputStream body) throws IOException {
		try (body) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static String text(HttpResponse<String> response) {
		return response.statusCode() + " " + response.body();
	}

	private static String text(Response response) throws IOException {
		try (response) {
			return response.code() + " " + response.body().string();
		}
	}

	private static String apache(String url) throws IOException {
		try (CloseableHttpClient client = HttpClients.createDefault()) {
			return client.execute(new HttpGet(url),
					(response) -> response.getCode() + " " + EntityUtils.toString(response.getEntity()));
		}
	}

	private static String apacheAsync(String url) throws Exception {
		try (CloseableHttpAsyncClient client = HttpAsyncClients.createDefault()) {
			client.start();
			SimpleHttpRequest request = SimpleRequestBuilder.get(url).build();
			return client.execute(request, null).get().getBodyText();
		}
	}

	private static String okhttpAsync(String url) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		new OkHttpClient().newCall(okhttp(url)).enqueue(new Callback() {

			@Override
			public void onFailure(Call call, IOException ex) {
				answer.completeExceptionally(ex);
			}

			@Override
			public void onResponse(Call call, Response response) {
				answer.completeAsync(() -> call.isExecuted() + " " + response.code());
			}

		});
		return answer.join();
	}

	/**
	 * A call.
	 */
	@FunctionalInterface
	interface Row {

		String call(String url) throws Exception;

	}

	/**
	 * The called API, for Feign.
	 */
	interface Api {

		@RequestLine("GET /")
		String hello();

	}

	/**
	 * The called API.
	 */
	@RestController
	@RequestMapping("/upstream")
	static class Upstream {

		@GetMapping({ "", "/" })
		ResponseEntity<String> hello() {
			return ResponseEntity.ok().header("X-Answer", "yes").body("hello");
		}

		@GetMapping("/redirect")
		ResponseEntity<Void> redirect() {
			return ResponseEntity.status(302).location(URI.create("/upstream")).build();
		}

		@RequestMapping("/body")
		String body(HttpServletRequest request) throws IOException {
			return request.getMethod() + " "
					+ new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}

		@GetMapping("/status/{status}")
		ResponseEntity<String> status(@PathVariable int status) {
			return ResponseEntity.status(status).body("failed");
		}

		/** The headers of the application. */
		@GetMapping("/headers")
		String headers(HttpServletRequest request, @RequestParam(defaultValue = "X-Own") String name) {
			return request.getHeader(name);
		}

	}

}
