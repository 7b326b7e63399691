package io.github.tracingstarter.instrument.httpclient;

import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.MadeClientHook;
import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.instrument.WovenHooks;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;

/**
 * The hooks that the agent calls where clients are created, including clients that are
 * created for each call.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing("httpclient")
@ConditionalOnSetting(value = "tracing.client.enabled", isNot = "false")
class WovenClientsConfiguration {

	@Bean
	@Lazy
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingMadeJdkClients(JdkTracer tracer) {
		return new MadeClientHook("jdk-client", tracer);
	}

	@Bean
	@Lazy
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHooks tracingUrlConnections(JdkTracer tracer) {
		UrlConnections connections = new UrlConnections(tracer::spans);
		List<WovenHook> all = List.of(new UrlConnectionHook("url-connect", connections, UrlConnections.Step.CONNECT),
				new UrlConnectionHook("url-write", connections, UrlConnections.Step.WRITE),
				new UrlConnectionHook("url-read", connections, UrlConnections.Step.READ),
				new UrlConnectionHook("url-disconnect", connections, UrlConnections.Step.DISCONNECT));
		return () -> all;
	}

	@Bean
	@Lazy
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnSetting(value = "tracing.webclient.enabled", isNot = "false")
	static WovenHook tracingConnectorClients() {
		return new ConnectorHook();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.hc.client5.http.impl.classic.CloseableHttpClient")
	static class Apache {

		@Bean
		@Lazy
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingMadeApacheClients(ApacheTracer tracer) {
			return new MadeClientHook("apache-client", tracer);
		}

		@Bean
		@Lazy
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingMadeApacheAsyncClients(ApacheAsyncTracer tracer) {
			return new MadeClientHook("apache-async-client", tracer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "okhttp3.OkHttpClient")
	static class OkHttp {

		@Bean
		@Lazy
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenHook tracingMadeOkHttpClients(OkHttpTracer tracer) {
			return new OkHttpHook(tracer);
		}

	}

}
