package io.github.tracingstarter.instrument.httpclient;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ClientHeadersConfiguration;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;

/**
 * Auto-configuration of the tracing of the HTTP clients of libraries.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing("httpclient")
@ConditionalOnSetting(value = "tracing.client.enabled", isNot = "false")
@ConditionalOnClass(name = "java.net.http.HttpClient")
@EnableConfigurationProperties(HttpClientProperties.class)
@Import({ ClientHeadersConfiguration.class, WovenClientsConfiguration.class })
@ImportRuntimeHints(HttpClientRuntimeHints.class)
@Instrumentation(id = "httpclient", name = "HTTP client",
		description = "Outgoing HTTP calls: the JDK's HttpClient, Apache HttpClient and OkHttp.",
		type = "java.net.http.HttpClient", library = "the JDK", nothing = "no client has been found so far")
public final class HttpClientTracingAutoConfiguration {

	@Bean
	HttpCallSpans tracingHttpCallSpans(Spans spans, UrlRedaction redaction, HeaderCapture headers,
			ObjectProvider<ClientSpanCustomizer> customizers) {
		return new HttpCallSpans(spans, "httpclient", redaction, headers, customizers.orderedStream().toList());
	}

	@Bean
	static HttpClientPostProcessor httpClientTracingPostProcessor(ObjectProvider<TwinTracer> tracers,
			ObjectProvider<TracingReport> report) {
		return new HttpClientPostProcessor(tracers, report);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static JdkTracer tracingJdkClients(ObjectProvider<HttpCallSpans> spans) {
		return new JdkTracer(spans);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.hc.client5.http.impl.classic.CloseableHttpClient")
	static class Apache {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ApacheTracer tracingApacheClients(ObjectProvider<HttpCallSpans> spans) {
			return new ApacheTracer(spans);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ApacheAsyncTracer tracingApacheAsyncClients(ObjectProvider<HttpCallSpans> spans) {
			return new ApacheAsyncTracer(spans);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "okhttp3.OkHttpClient")
	static class OkHttp {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static OkHttpTracer tracingOkHttpClients(ObjectProvider<HttpCallSpans> spans) {
			return new OkHttpTracer(spans);
		}

	}

}
