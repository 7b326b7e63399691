package io.github.tracingstarter.instrument.webflux;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;

class NettyServerTests extends ReactiveContract {

	@Override
	Class<?> container() {
		return NettyContainer.class;
	}

	@Test
	void aWebSocketIsARequest() throws Exception {
		CompletableFuture<String> echo = new CompletableFuture<>();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + "/socket"), new WebSocket.Listener() {

				@Override
				public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
					echo.complete(data.toString());
					return WebSocket.Listener.super.onText(webSocket, data, last);
				}

			})
			.get(10, TimeUnit.SECONDS);
		socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
		assertThat(echo.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		Waiting.await(() -> !this.spans.all().isEmpty(), () -> "a span of the upgrade");
		SpanData span = this.spans.await(1).get(0);
		assertThat(span.getName()).isEqualTo("GET /socket");
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.route", "/socket")
			.doesNotContainKey("error.type");
		assertThat(seenTraceId("socket")).isEqualTo(span.getTraceId());
	}

	@Configuration(proxyBeanMethods = false)
	static class NettyContainer {

		/**
		 * The application that stops first would close the global resources of the other.
		 */
		@Bean
		static ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

		@Bean
		static NettyReactiveWebServerFactory nettyReactiveWebServerFactory(ReactorResourceFactory resources) {
			NettyReactiveWebServerFactory server = new NettyReactiveWebServerFactory();
			server.setResourceFactory(resources);
			return server;
		}

		/**
		 * With several servers on the class path, Spring takes that of another server.
		 */
		@Bean
		static WebFluxConfigurer socketService() {
			return new WebFluxConfigurer() {

				@Override
				public WebSocketService getWebSocketService() {
					return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
				}

			};
		}

	}

}
