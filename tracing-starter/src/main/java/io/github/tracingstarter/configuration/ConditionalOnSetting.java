package io.github.tracingstarter.configuration;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches by the value of a property, as Boot's conditions do. Unlike those, it is not
 * decided by the build if the application is processed ahead of time, but when the
 * application starts.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnSettingCondition.class)
public @interface ConditionalOnSetting {

	/**
	 * The property.
	 * @return its key
	 */
	String value();

	/**
	 * The value with which the condition matches. If empty, it matches with every value
	 * except that of {@link #isNot()}, and if the property is not set.
	 * @return the value, in any case
	 */
	String is() default "";

	/**
	 * The value with which the condition does not match.
	 * @return the value, in any case
	 */
	String isNot() default "";

}
