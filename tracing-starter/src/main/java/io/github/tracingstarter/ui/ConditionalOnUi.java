package io.github.tracingstarter.ui;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.tracingstarter.configuration.ConditionalOnTracing;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Conditional;

/**
 * Matches if the application is a traced web application and the page is on, see
 * {@link UiProperties}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ConditionalOnTracing
@ConditionalOnWebApplication
@Conditional(OnUiCondition.class)
public @interface ConditionalOnUi {

}
