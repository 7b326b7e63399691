/**
 * An application to look at through the page.
 */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
