package io.github.tracingstarter.instrument.httpclient;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.MadeClientHook;
import io.github.tracingstarter.instrument.WovenHook;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * What the agent calls where clients are made, and for those that are made for each call.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing("httpclient")
class WovenClientsConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingMadeJdkClients(JdkTracer tracer) {
		return new MadeClientHook("jdk-client", tracer);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static UrlConnections tracingUrlConnections(JdkTracer tracer) {
		return new UrlConnections(tracer::spans);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingUrlConnectionConnect(UrlConnections connections) {
		return new UrlConnectionHook("url-connect", connections, UrlConnections.Step.CONNECT);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingUrlConnectionWrite(UrlConnections connections) {
		return new UrlConnectionHook("url-write", connections, UrlConnections.Step.WRITE);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingUrlConnectionRead(UrlConnections connections) {
		return new UrlConnectionHook("url-read", connections, UrlConnections.Step.READ);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingUrlConnectionDisconnect(UrlConnections connections) {
		return new UrlConnectionHook("url-disconnect", connections, UrlConnections.Step.DISCONNECT);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnBooleanProperty(name = "tracing.webclient.enabled", matchIfMissing = true)
	static WovenHook tracingConnectorClients() {
		return new ConnectorHook();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.hc.client5.http.impl.classic.CloseableHttpClient")
	static class Apache {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingMadeApacheClients(ApacheTracer tracer) {
			return new MadeClientHook("apache-client", tracer);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingMadeApacheAsyncClients(ApacheAsyncTracer tracer) {
			return new MadeClientHook("apache-async-client", tracer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "okhttp3.OkHttpClient")
	static class OkHttp {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingMadeOkHttpClients(OkHttpTracer tracer) {
			return new OkHttpHook(tracer);
		}

	}

}
