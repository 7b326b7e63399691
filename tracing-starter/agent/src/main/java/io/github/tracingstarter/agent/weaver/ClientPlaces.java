package io.github.tracingstarter.agent.weaver;

import java.util.List;
import java.util.stream.Stream;

/**
 * The places where clients are created, including clients that are created for each call.
 */
final class ClientPlaces {

	private static final String WEB = "org/springframework/web/client/";

	private static final String REACTIVE = "org/springframework/http/client/reactive/";

	private static final String APACHE = "org/apache/hc/client5/http/impl/";

	private static final String OKHTTP = "okhttp3/OkHttpClient";

	private static final String CONNECTION = "sun/net/www/protocol/http/HttpURLConnection";

	private ClientPlaces() {
	}

	static List<Place> all() {
		return Stream.of(ofSpring(), ofLibraries(), ofTheJdk()).flatMap(List::stream).toList();
	}

	private static List<Place> ofSpring() {
		String hook = "spring-client";
		String connector = "connector";
		String jdk = REACTIVE + "JdkClientHttpConnector";
		return List.of(
				// The request factory and the convention.
				Place.argument(WEB + "DefaultRestClient", "<init>", null, 0, hook),
				Place.argument(WEB + "DefaultRestClient", "<init>", null, 13, hook),
				Place.result("org/springframework/http/client/support/HttpAccessor", "createRequest", null, hook),
				Place.argument("org/springframework/http/client/InterceptingClientHttpRequestFactory", "<init>", null,
						0, hook),
				Place.result("org/springframework/web/reactive/function/client/DefaultWebClientBuilder", "build",
						"()Lorg/springframework/web/reactive/function/client/WebClient;", "web-client"),
				Place.argument(jdk, "<init>", "(Ljava/net/http/HttpClient;)V", 0, connector),
				Place.passes(jdk, "<init>", null,
						new CallChange.Call("java/net/http/HttpClient$Builder", "build", "()Ljava/net/http/HttpClient;",
								true),
						connector),
				Place.argument(REACTIVE + "HttpComponentsClientHttpConnector", "<init>", null, 0, connector));
	}

	private static List<Place> ofLibraries() {
		String async = "()L%sasync/CloseableHttpAsyncClient;".formatted(APACHE);
		return List.of(
				Place.result(APACHE + "classic/HttpClientBuilder", "build",
						"()L%sclassic/CloseableHttpClient;".formatted(APACHE), "apache-client"),
				Place.result(APACHE + "async/HttpAsyncClientBuilder", "build", async, "apache-async-client"),
				Place.result(APACHE + "async/H2AsyncClientBuilder", "build", async, "apache-async-client"),
				Place.argument(OKHTTP, "<init>", "(L%s$Builder;)V".formatted(OKHTTP), 0, "okhttp"),
				Place.result(OKHTTP, "newCall", "(Lokhttp3/Request;)Lokhttp3/Call;", "okhttp"),
				Place.around("feign/BaseBuilder", "enrich", null, "feign"));
	}

	private static List<Place> ofTheJdk() {
		String connect = "url-connect";
		return List.of(
				Place.result("jdk/internal/net/http/HttpClientBuilderImpl", "build", "()Ljava/net/http/HttpClient;",
						"jdk-client"),
				Place.around(CONNECTION, "connect", "()V", connect),
				Place.around("sun/net/www/protocol/https/AbstractDelegateHttpsURLConnection", "connect", "()V",
						connect),
				Place.around(CONNECTION, "getOutputStream", "()Ljava/io/OutputStream;", "url-write"),
				Place.around(CONNECTION, "getInputStream", "()Ljava/io/InputStream;", "url-read"),
				Place.around(CONNECTION, "disconnect", "()V", "url-disconnect"));
	}

}
