package io.github.tracingstarter.instrument.feign;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import feign.AsyncFeign;
import feign.Capability;
import feign.Client;
import feign.Feign;
import feign.FeignException;
import feign.Param;
import feign.RequestLine;
import feign.RetryableException;
import feign.Retryer;
import io.github.tracingstarter.instrument.fields.FieldTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of calls with interfaces that are built with the capability beans, as Spring
 * Cloud builds them.
 */
class FeignTests {

	private final Upstream upstream = new Upstream();

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(FeignTracingAutoConfiguration.class));

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	void callMakesAClientSpanWithItsTemplate() {
		this.runner.run((context) -> {
			assertThat(users(context, this.upstream.url("")).user(7, "t0p")).isEqualTo("hello");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("CLIENT GET /users/{id}\n");
			SpanData span = spans.all().get(0);
			assertThat(RecordedSpans.attributes(span))
				.isEqualTo(Map.of("http.request.method", "GET", "server.address", this.upstream.host(), "server.port",
						(long) this.upstream.port(), "url.full", this.upstream.url("/users/7?token=REDACTED"),
						"url.template", "/users/{id}", "http.response.status_code", 200L));
			assertThat(this.upstream.only().header("traceparent")).singleElement()
				.asString()
				.contains(span.getSpanId());
			assertThat(this.upstream.only().uri()).hasToString("/users/7?token=t0p");
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.feign.enabled", (isOn) -> {
			assertThat(users(context, this.upstream.url("")).user(7, "t0p")).isEqualTo("hello");
			List<Upstream.Received> received = this.upstream.received();
			assertThat(received.get(received.size() - 1).header("traceparent")).singleElement()
				.satisfies((header) -> LiveSwitch.assertCarried(header, isOn));
		}, "INTERNAL request\n  CLIENT GET /users/{id}\n", "INTERNAL request\n"));
	}

	@Test
	void headersThatAreAskedForAreAttributes() {
		this.runner.withPropertyValues("tracing.client.response-headers=Content-Length,X-Absent").run((context) -> {
			users(context, this.upstream.url("")).user(7, "t0p");
			assertThat(RecordedSpans.attributes(context.getBean(RecordedSpans.class).named("GET /users/{id}")))
				.containsEntry("http.response.header.content-length", List.of("5"))
				.doesNotContainKey("http.response.header.x-absent");
		});
	}

	@Test
	void errorStatusIsAnErrorAndPassesUnchanged() {
		this.runner.run((context) -> {
			Users users = users(context, this.upstream.url(""));
			assertThatExceptionOfType(FeignException.NotFound.class).isThrownBy(() -> users.status(404));
			SpanData span = context.getBean(RecordedSpans.class).named("GET /status/{status}");
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "404");
		});
	}

	@Test
	void refusedConnectionIsAnErrorAndPassesUnchanged() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		this.runner.run((context) -> {
			Users users = users(context, "http://127.0.0.1:" + port);
			assertThatExceptionOfType(RetryableException.class).isThrownBy(() -> users.user(7, "x"))
				.withCauseInstanceOf(ConnectException.class);
			assertThat(RecordedSpans.attributes(context.getBean(RecordedSpans.class).all().get(0)))
				.containsEntry("error.type", ConnectException.class.getName());
		});
	}

	@Test
	void interfaceThatTheApplicationBuildsIsTracedAsABean() {
		this.runner.withBean(Users.class, () -> Feign.builder().target(Users.class, this.upstream.url("")))
			.run((context) -> {
				assertThat(context.getBean(Users.class).user(7, "t0p")).isEqualTo("hello");
				assertOneSpan(context, "GET /users/{id}");
				assertThat(context.getBean(TracingReport.class).entries()).extracting(TracingReport.Entry::subject)
					.contains(context.getBeanNamesForType(Users.class)[0]);
			});
	}

	@Test
	void interfaceWithTheCapabilityIsTracedOnce() {
		this.runner.withUserConfiguration(Capable.class).run((context) -> {
			context.getBean(Capable.class).users(this.upstream.url("")).user(7, "t0p");
			Users again = (Users) context.getAutowireCapableBeanFactory()
				.initializeBean(context.getBean(Capable.class).users(this.upstream.url("")), "again");
			again.user(7, "t0p");
			assertThat(context.getBean(RecordedSpans.class).tree())
				.isEqualTo("CLIENT GET /users/{id}\nCLIENT GET /users/{id}\n");
		});
	}

	@Test
	void interfacesInFieldsOfBeans() {
		this.runner.withConfiguration(AutoConfigurations.of(FieldTracingAutoConfiguration.class))
			.withUserConfiguration(Packages.class)
			.withBean(Holder.class, () -> new Holder(this.upstream.url("")))
			.run((context) -> {
				Holder holder = context.getBean(Holder.class);
				assertThat(holder.users.user(7, "t0p")).isEqualTo("hello");
				assertThat(holder.async.user(7).get(10, TimeUnit.SECONDS)).isEqualTo("hello");
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				assertThat(spans.tree()).isEqualTo("CLIENT GET /users/{id}\nCLIENT GET /users/{id}\n");
				assertThat(this.upstream.received())
					.allSatisfy((request) -> assertThat(request.header("traceparent")).hasSize(1));
			});
	}

	@Test
	void asynchronousCallAndItsStagesBelongToTheCaller() {
		this.runner
			.withBean(AsyncUsers.class, () -> AsyncFeign.builder().target(AsyncUsers.class, this.upstream.url("")))
			.run((context) -> {
				Tracer tracer = context.getBean(OpenTelemetry.class).getTracer("test");
				Span request = tracer.spanBuilder("request").startSpan();
				CompletableFuture<String> seen;
				Scope scope = request.makeCurrent();
				try {
					seen = context.getBean(AsyncUsers.class)
						.user(7)
						.thenApply((answer) -> Span.current().getSpanContext().getSpanId());
				}
				finally {
					scope.close();
				}
				seen.get(10, TimeUnit.SECONDS);
				request.end();
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET /users/{id}\n");
			});
	}

	private void assertOneSpan(ApplicationContext context, String name) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		assertThat(spans.tree()).isEqualTo("CLIENT %s\n".formatted(name));
		assertThat(this.upstream.only().header("traceparent")).singleElement()
			.asString()
			.contains(spans.all().get(0).getSpanId());
	}

	@Test
	void nothingIsTracedWhenOff() {
		this.runner.withPropertyValues("tracing.feign.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(Capability.class);
			assertThat(users(context, this.upstream.url("")).user(7, "x")).isEqualTo("hello");
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
	}

	@Test
	void applicationWithoutFeign() {
		this.runner.withClassLoader(new FilteredClassLoader("feign"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FeignTracingAutoConfiguration.class));
	}

	private static Users users(ApplicationContext context, String url) {
		Feign.Builder builder = Feign.builder().client(new Client.Default(null, null)).retryer(Retryer.NEVER_RETRY);
		context.getBeansOfType(Capability.class).values().forEach(builder::addCapability);
		return builder.target(Users.class, url);
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class Packages {

	}

	@Configuration(proxyBeanMethods = false)
	static class Capable {

		private final Capability capability;

		Capable(Capability capability) {
			this.capability = capability;
		}

		Users users(String url) {
			return Feign.builder().addCapability(this.capability).target(Users.class, url);
		}

	}

	static class Holder {

		private final Users users;

		private final AsyncUsers async;

		Holder(String url) {
			this.users = Feign.builder().target(Users.class, url);
			this.async = AsyncFeign.builder().target(AsyncUsers.class, url);
		}

	}

	interface AsyncUsers {

		@RequestLine("GET /users/{id}")
		CompletableFuture<String> user(@Param("id") int id);

	}

	interface Users {

		@RequestLine("GET /users/{id}?token={token}")
		String user(@Param("id") int id, @Param("token") String token);

		@RequestLine("GET /status/{status}")
		String status(@Param("status") int status);

	}

}
