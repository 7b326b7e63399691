package io.github.tracingstarter.configuration;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches unless {@code tracing.enabled=false}, the named instrumentation is off
 * ({@code tracing.<value>.enabled=false}), or another tracer is present.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnTracingCondition.class)
public @interface ConditionalOnTracing {

	/**
	 * The instrumentation, such as {@code jdbc}; empty for the parts that all of them
	 * need.
	 * @return the name between {@code tracing.} and {@code .enabled}
	 */
	String value() default "";

}
