package io.github.tracingstarter.instrument.servlet;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import jakarta.servlet.ServletContext;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.web.SpringServletContainerInitializer;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application deployed as a WAR to a running server.
 */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try")
class WarTests {

	@TempDir
	static Path directory;

	static Stream<Container> containers() {
		return Stream.of(new TomcatContainer(), new JettyContainer());
	}

	@ParameterizedTest
	@MethodSource("containers")
	void theErrorLineAndTheErrorPageBelongToTheTrace(Container container, CapturedOutput output) throws Exception {
		try (Deployment deployment = container.deploy(WarApplication.class)) {
			assertThat(deployment.get("/boom", "Accept", "application/json")).contains("\"status\":500");
			SpanData span = deployment.server();
			assertThat(deployment.spans.tree()).isEqualTo("SERVER GET /shop/boom !\n");
			assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", 500L)
				.containsEntry("http.route", "/shop/boom")
				.containsEntry("error.type", "java.lang.IllegalStateException");
			assertThat(output.getAll().lines().filter((line) -> line.contains("due to exception ["))).singleElement()
				.asString()
				.contains(span.getTraceId());
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void requestsAreTracedAsInAnEmbeddedServer(Container container) throws Exception {
		try (Deployment deployment = container.deploy(WarApplication.class)) {
			assertTree(deployment, "/users/1", "SERVER GET /shop/users/{id}\n", 200);
			assertTree(deployment, "/nothing/here", "SERVER GET\n", 404);
			assertTree(deployment, "/payment", "SERVER GET /shop/payment\n", 402);
			assertTree(deployment, "/handled", "SERVER GET /shop/handled\n", 409);
			assertTree(deployment, "/send-error", "SERVER GET /shop/send-error !\n", 503);
			assertTree(deployment, "/deferred", "SERVER GET /shop/deferred\n", 200);
			assertTree(deployment, "/deferred-boom", "SERVER GET /shop/deferred-boom !\n", 500);
			assertTree(deployment, "/inner", "SERVER GET /shop/inner\n  INTERNAL inner\n", 200);
			deployment.spans.clear();
			deployment.get("/users/3");
			assertThat(deployment.server().getStatus()).isEqualTo(StatusData.unset());
			assertThat(deployment.spans.all()).hasSize(1);
		}
	}

	private static void assertTree(Deployment deployment, String path, String tree, long status) {
		deployment.spans.clear();
		deployment.get(path);
		SpanData server = deployment.server();
		assertThat(deployment.spans.tree()).isEqualTo(tree);
		assertThat(RecordedSpans.attributes(server)).containsEntry("http.response.status_code", status);
	}

	public static class WarApplication extends SpringBootServletInitializer {

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return builder.sources(WebTestApplication.class)
				.properties("tracing.exporters=none", "spring.main.banner-mode=off", "spring.jmx.enabled=false");
		}

	}

	private interface Container {

		Deployment deploy(Class<?> initializer) throws Exception;

	}

	@SuppressWarnings("try")
	private record Deployment(Http http, RecordedSpans spans, AutoCloseable stop) implements AutoCloseable {

		static Deployment of(int port, ServletContext context, AutoCloseable stop) {
			WebApplicationContext application = WebApplicationContextUtils.getRequiredWebApplicationContext(context);
			RecordedSpans spans = application.getBean(RecordedSpans.class);
			spans.clear();
			return new Deployment(new Http(port), spans, stop);
		}

		String get(String path, String... headers) {
			return this.http.get("/shop" + path, headers).body();
		}

		SpanData server() {
			this.spans.await(1);
			return this.spans.first(SpanKind.SERVER);
		}

		@Override
		public void close() throws Exception {
			this.stop.close();
		}

	}

	private static final class TomcatContainer implements Container {

		@Override
		public Deployment deploy(Class<?> initializer) throws Exception {
			Tomcat tomcat = new Tomcat();
			tomcat.setBaseDir(directory.toString());
			tomcat.setPort(0);
			org.apache.catalina.Context context = tomcat.addContext("/shop", directory.toString());
			context.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(initializer));
			context.setParentClassLoader(getClass().getClassLoader());
			tomcat.start();
			return Deployment.of(tomcat.getConnector().getLocalPort(), context.getServletContext(), () -> {
				tomcat.stop();
				tomcat.destroy();
			});
		}

		@Override
		public String toString() {
			return "Tomcat";
		}

	}

	private static final class JettyContainer implements Container {

		@Override
		public Deployment deploy(Class<?> initializer) throws Exception {
			Server server = new Server(0);
			ServletContextHandler handler = new ServletContextHandler("/shop", ServletContextHandler.SESSIONS);
			handler.addServletContainerInitializer(new SpringServletContainerInitializer(), initializer);
			server.setHandler(handler);
			server.start();
			return Deployment.of(((ServerConnector) server.getConnectors()[0]).getLocalPort(),
					handler.getServletContext(), server::stop);
		}

		@Override
		public String toString() {
			return "Jetty";
		}

	}

}
