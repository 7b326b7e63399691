package io.github.tracingstarter.instrument.webflux;

import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;

class ReactiveTomcatServerTests extends ReactiveContract {

	@Override
	Class<?> container() {
		return TomcatContainer.class;
	}

	@Configuration(proxyBeanMethods = false)
	static class TomcatContainer {

		@Bean
		static TomcatReactiveWebServerFactory tomcatReactiveWebServerFactory() {
			return new TomcatReactiveWebServerFactory();
		}

		/**
		 * With several servers on the class path, Spring takes that of another server.
		 */
		@Bean
		static WebFluxConfigurer socketService() {
			return new WebFluxConfigurer() {

				@Override
				public WebSocketService getWebSocketService() {
					return new HandshakeWebSocketService(new StandardWebSocketUpgradeStrategy());
				}

			};
		}

	}

}
