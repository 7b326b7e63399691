package io.github.tracingstarter.instrument.jedis;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import redis.clients.jedis.UnifiedJedis;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/**
 * Auto-configuration of the tracing of Jedis, which nothing else observes.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass({ UnifiedJedis.class, JedisConnectionFactory.class })
@EnableConfigurationProperties(JedisTracingProperties.class)
@ImportRuntimeHints(JedisRuntimeHints.class)
@Instrumentation(id = "jedis", name = "Jedis", description = "Redis commands of the Jedis client.",
		type = "redis.clients.jedis.UnifiedJedis", library = "jedis", nothing = "no client has been found so far")
public final class JedisTracingAutoConfiguration {

	@Bean
	static JedisPostProcessor jedisTracingPostProcessor(ObjectProvider<JedisTracingProperties> properties,
			ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		return new JedisPostProcessor(properties, spans, report);
	}

}
