package io.github.tracingstarter.configuration;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches by the value of a property, as Boot's conditions do. Other than those it is not
 * decided by the build of an application that is processed ahead of time, but where that
 * runs.
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
	 * The value with which it matches. Without one, it matches with every value but that
	 * of {@link #isNot()}, and without the property.
	 * @return the value, in any case
	 */
	String is() default "";

	/**
	 * The value with which it does not match.
	 * @return the value, in any case
	 */
	String isNot() default "";

}
